"""Words that are content when a user types them: countries, cities and regions from packages of the system, first names that were
written down here, numbers."""
import json
import pathlib

ISO = pathlib.Path("/usr/share/iso-codes/json")
ZONES = pathlib.Path("/usr/share/zoneinfo/zone1970.tab")

FIRST_NAMES = """
Aaron Abdul Ada Adam Adriana Agnes Ahmed Aisha Alan Albert Alejandro Alex Alexander Alexandra Alice Alina Amanda Amelia Amir Amy Ana
Anastasia Andrea Andreas Andrew Angela Anita Anna Anne Anthony Antonio Arjun Arthur Astrid Barbara Beatriz Ben Benjamin Bernard Bob
Boris Brandon Brenda Brian Bruno Camila Carl Carla Carlos Carmen Carol Caroline Catherine Cecilia Charles Charlotte Chen Chloe Chris
Christian Christina Christine Christopher Claire Clara Claudia Cynthia Daniel Daniela David Deborah Dennis Diana Diego Dieter Dmitri
Dominik Donald Donna Dorothy Douglas Edward Elena Elias Elif Elisabeth Elizabeth Ella Emil Emilia Emily Emma Enrique Eric Erik Ernst
Esther Eva Evelyn Fatima Felix Fernando Florian Frances Francesca Francisco Frank Franz Fred Gabriel Gabriela Gary George Georg Gerald
Giovanni Giulia Gloria Grace Greg Greta Gustav Hanna Hannah Hans Harold Harry Hassan Heather Heinz Helen Helena Helga Henry Hiroshi
Hugo Ian Ibrahim Igor Ines Ingrid Irene Isabel Isabella Ivan Jack Jacob James Jamal Jan Jane Janet Jason Javier Jean Jennifer Jessica
Joan Johan Johann John Jonas Jonathan Jorge Jose Joseph Joshua Joyce Juan Judith Julia Julian Julie Justin Kai Karen Karl Karin
Katarina Katharina Kathleen Keith Kenji Kevin Khalid Kim Klaus Kristin Kyle Lara Larry Lars Laura Lea Leila Lena Leo Leon Leonardo Li
Liam Lina Linda Lisa Louis Louise Lucas Lucia Luis Luisa Lukas Luke Magdalena Manuel Marcel Marco Marcus Margaret Maria Marie Mario
Mark Marta Martha Martin Mary Mateo Matthew Matthias Max Maximilian Maya Megan Mei Melissa Mia Michael Michelle Miguel Mila Mohammed
Monica Monika Nadia Nancy Natalia Natalie Nathan Nicholas Nicole Nikolai Nina Noah Nora Olaf Oleg Olga Olivia Oliver Omar Oscar Pablo
Pamela Patricia Patrick Paul Paula Pavel Pedro Peter Petra Philip Pierre Priya Rachel Rafael Ralph Raymond Rebecca Ricardo Richard
Rita Robert Roberto Roger Roland Roman Ronald Rosa Rosemary Ruth Ryan Samantha Samuel Sandra Sara Sarah Scott Sean Sebastian Sergei
Sharon Shirley Silvia Simon Sofia Sonia Sophia Stefan Stefanie Stephanie Stephen Steven Susan Svetlana Sven Tanja Tatiana Teresa
Theodor Theresa Thomas Tim Timothy Tina Tobias Tom Uwe Valentina Vanessa Vera Victor Victoria Viktor Vincent Virginia Vladimir Walter
Wang Wei William Wolfgang Yasmin Yuki Yusuf Zoe
""".split()


def _iso(standard):
    return json.loads((ISO / f"iso_{standard}.json").read_text(encoding="utf-8"))[standard]


def lists():
    """{name of the list: its words}"""
    countries = {entry[key] for entry in _iso("3166-1") for key in ("name", "common_name", "official_name") if key in entry}
    zones = (line.split("\t")[2] for line in ZONES.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    cities = {zone.rsplit("/", 1)[1].replace("_", " ") for zone in zones}
    regions = {entry["name"] for entry in _iso("3166-2")}
    return {"countries": countries, "cities": cities, "regions": regions, "first names": set(FIRST_NAMES),
            "numbers 0-9999": {str(number) for number in range(10_000)}}


def spellings(word):
    """As it is, and as an app would make a name of it."""
    return sorted({word, word.replace(" ", "_"), word.replace(" ", ""), word.lower(), word.upper()})
