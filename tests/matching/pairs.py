"""Invented sentences: the same claim said twice, and claims that only look the same."""

from typing import NamedTuple


class Pair(NamedTuple):
    """A sentence of an article or a post, and a known claim."""

    query: str
    claim: str


SAME = [
    Pair(
        "Unemployment in Ostrava Bay fell by half between 2015 and 2019, the minister boasted.",
        "Between 2015 and 2019 the unemployment rate in Ostrava Bay was cut in half.",
    ),
    Pair(
        "More than 4,200 people have died of heat in Velmora this summer",
        "Over 4,200 heat deaths were recorded in Velmora this summer.",
    ),
    Pair(
        "RT @tern_watch: WOW!! The mayor of #PortHallow is giving HIMSELF a 40% pay rise 😡 https://example.org/x1",
        "The mayor of Port Hallow raised his own salary by 40 percent.",
    ),
    Pair(
        "Photo of a shark swimming down a flooded street in Lower Marrick after the storm! pic.twitter.com/abc12",
        "A photograph shows a shark swimming along a flooded street in Lower Marrick.",
    ),
    Pair(
        "Karla Brenn voted to close the children's hospital in Tarnow Falls.",
        "Senator Karla Brenn cast a vote to shut down the children's hospital in Tarnow Falls.",
    ),
    Pair(
        "The government of Sorland has no plans to raise the retirement age.",
        "Sorland's government does not plan to increase the pension age.",
    ),
    Pair(
        "Crime is up 12 per cent in Brackwater since the new police chief took office",
        "Crime in Brackwater has risen by 12% under the new chief of police.",
    ),
    Pair(
        "Drinking two litres of beet juice a day cures diabetes, doctors at the Lindqvist clinic say.",
        "Doctors at the Lindqvist clinic found that two litres of beetroot juice daily can cure diabetes.",
    ),
    Pair(
        "The new stadium cost taxpayers $1.3 billion!",
        "Taxpayers paid 1.3 billion dollars for the new stadium.",
    ),
    Pair(
        "Around one million people were displaced by the floods in Karesh.",
        "The floods in Karesh displaced about 1,000,000 people.",
    ),
    Pair(
        "Wind turbines kill a quarter of a million birds in Norhaven every year",
        "Each year 250,000 birds are killed by wind turbines in Norhaven.",
    ),
    Pair(
        "Actor Milo Trent is dead at 54 after a boating accident, family confirms",
        "The actor Milo Trent died in a boating accident.",
    ),
]

# Alike in nearly every word, and yet another claim: by what the guards are for.
NUMBER = [
    Pair("The floods in Karesh killed 120 people.", "The floods in Karesh killed 1,200 people."),
    Pair("Brackwater's budget deficit is 14 million euros.", "Brackwater's budget deficit is 41 million euros."),
    Pair("Crime in Brackwater went up by 3 percent last year.", "Crime in Brackwater went up by 30 percent last year."),
    Pair(
        "At least 500 nurses have left the hospitals of Velmora.",
        "Fewer than 50 nurses have left the hospitals of Velmora.",
    ),
    Pair("The bridge at Port Hallow cost $7 million.", "The bridge at Port Hallow cost $7 billion."),
    Pair("One in five children in Sorland goes hungry.", "One in two children in Sorland goes hungry."),
]
DIRECTION = [
    Pair("Unemployment in Ostrava Bay rose last year.", "Unemployment in Ostrava Bay fell last year."),
    Pair("House prices in Norhaven have dropped sharply.", "House prices in Norhaven have increased sharply."),
    Pair(
        "The Sorland government raised taxes on small firms.",
        "The Sorland government cut taxes on small firms.",
    ),
    Pair("Crime in Brackwater is up 12 percent.", "Crime in Brackwater is down 12 percent."),
    Pair("Velmora has more doctors than it had ten years ago.", "Velmora has fewer doctors than it had ten years ago."),
]
NEGATION = [
    Pair(
        "Karla Brenn did not vote for the harbour tax.",
        "Karla Brenn voted for the harbour tax.",
    ),
    Pair("The vaccine of Lindqvist Labs causes hair loss.", "The vaccine of Lindqvist Labs does not cause hair loss."),
    Pair("There was never a fire at the Tarnow Falls dam.", "There was a fire at the Tarnow Falls dam."),
    Pair("The mayor of Port Hallow isn't under investigation.", "The mayor of Port Hallow is under investigation."),
    Pair("No water was found in the wells of Karesh.", "Water was found in the wells of Karesh."),
]
YEAR = [
    Pair("Velmora held its last free election in 1998.", "Velmora held its last free election in 2011."),
    Pair(
        "In 2014 the harbour of Norhaven was closed for a month.",
        "In 2019 the harbour of Norhaven was closed for a month.",
    ),
    Pair("The dam at Tarnow Falls broke in March 2003.", "The dam at Tarnow Falls broke in March 2013."),
]
PERSON = [
    Pair("Karla Brenn was paid by the Lindqvist clinic.", "Tomas Ridley was paid by the Lindqvist clinic."),
    Pair("Governor Aldous Finch sold the state forest.", "Governor Petra Lindholm sold the state forest."),
    Pair("The mayor of Brackwater was arrested in Sorland.", "The mayor of Norhaven was arrested in Velmora."),
]
UNRELATED = [
    Pair("The mayor of Brackwater was arrested in Sorland.", "Wind turbines kill 250,000 birds every year."),
    Pair("I love this song so much, best summer ever", "A photograph shows a shark in a flooded street."),
    Pair("House prices in Norhaven have dropped sharply.", "The price of bread has doubled in Karesh."),
]

# The same claim in English and elsewhere.
TONGUES: dict[str, dict[str, str]] = {
    "Unemployment in Norhaven fell to its lowest level in thirty years.": {
        "de": "Die Arbeitslosigkeit in Norhaven ist auf den niedrigsten Stand seit dreißig Jahren gefallen.",
        "fr": "Le chômage à Norhaven est tombé à son plus bas niveau depuis trente ans.",
        "es": "El desempleo en Norhaven cayó a su nivel más bajo en treinta años.",
        "ru": "Безработица в Норхейвене упала до самого низкого уровня за тридцать лет.",
    },
    "The vaccine was tested on more than 40,000 volunteers.": {
        "de": "Der Impfstoff wurde an mehr als 40.000 Freiwilligen getestet.",
        "fr": "Le vaccin a été testé sur plus de 40 000 volontaires.",
        "es": "La vacuna se probó en más de 40.000 voluntarios.",
        "ru": "Вакцина была испытана более чем на 40 000 добровольцев.",
    },
    "The government spent two billion euros on a bridge that nobody uses.": {
        "de": "Die Regierung gab zwei Milliarden Euro für eine Brücke aus, die niemand benutzt.",
        "fr": "Le gouvernement a dépensé deux milliards d'euros pour un pont que personne n'utilise.",
        "es": "El gobierno gastó dos mil millones de euros en un puente que nadie usa.",
        "ru": "Правительство потратило два миллиарда евро на мост, которым никто не пользуется.",
    },
    "A photograph shows a wolf in the middle of the city after the earthquake.": {
        "de": "Ein Foto zeigt einen Wolf mitten in der Stadt nach dem Erdbeben.",
        "fr": "Une photographie montre un loup au milieu de la ville après le tremblement de terre.",
        "es": "Una fotografía muestra un lobo en medio de la ciudad después del terremoto.",
        "ru": "На фотографии изображён волк посреди города после землетрясения.",
    },
    "Drinking garlic water every morning prevents cancer.": {
        "de": "Jeden Morgen Knoblauchwasser zu trinken verhindert Krebs.",
        "fr": "Boire de l'eau à l'ail tous les matins prévient le cancer.",
        "es": "Beber agua con ajo todas las mañanas previene el cáncer.",
        "ru": "Если пить чесночную воду каждое утро, можно предотвратить рак.",
    },
    "The army shot down a passenger plane over the sea.": {
        "de": "Die Armee hat über dem Meer ein Passagierflugzeug abgeschossen.",
        "fr": "L'armée a abattu un avion de ligne au-dessus de la mer.",
        "es": "El ejército derribó un avión de pasajeros sobre el mar.",
        "ru": "Армия сбила пассажирский самолёт над морем.",
    },
}
