"""Invented names. Each list was written for the demo; forename and surname are joined by chance, for nobody in particular."""

from random import Random

SURNAMES = {
    "british": """Abbott Ainsley Aldous Allingham Arkwright Ashdown Atwell Bagley Balfour Bannister Barden Barlow Barrow
        Bassett Beckett Bellamy Benning Birch Blackmore Bland Boreham Bracewell Bramley Brightwell Brooks Buckland Bullen
        Burrell Cadman Calder Carver Chalk Chilvers Clayden Cleaver Cobbold Collins Copford Corder Cottis Cranfield Crisp
        Cutting Dace Danbury Deal Denham Dowsett Drake Eastman Edmunds Elmer Ely Everitt Fairhead Farrow Felgate Fenn
        Finch Fisk Fordham Frostick Gage Garrod Gilbey Goodey Gower Greaves Grimwade Halls Harden Harker Hart Haylock
        Hedges Hewitt Hockley Holt Horsnell Hume Hurrell Ingram Jarrold Jepson Joslin Keeble Kemble Kersey Kettley Lacey
        Lambert Langham Larter Lavender Leggett Lilley Lodge Lowe Ludlow Marriage Marsh Mayhew Meadows Mead Moss Mott
        Nappin Newland Nock Norden Orford Osborne Overall Palfrey Pargeter Partridge Peachey Pease Pettit Pilgrim Pledger
        Potter Poulter Prentice Pryor Quilter Rainbird Ransome Raven Reeve Rickett Ridley Rolfe Root Rumsey Sadler Sach
        Sames Sayer Shead Shelley Sibley Skinner Smy Spalding Sparrow Springett Squirrell Stammers Stebbing Stock Stow
        Strutt Tabor Tanner Tansley Thorogood Thornton Thurgood Tidman Tiffen Tracey Turpin Tyrell Underwood Vale Verrall
        Wade Wakeling Warren Webber Wendon Westrop Whitfield Wicks Wilding Willsher Winder Wisbey Woodger Wray Yeldham""",
    "irish": "Brannigan Cassidy Delaney Doherty Fallon Gallagher Hennessy Keane Maguire Nolan O'Dowd O'Hare Quinlan Tierney",
    "traveller": "Ashlock Buckley Cooper Hearn Holland Loveridge Penfold Scamp Smallbridge Wenman",
    "european": """Andrescu Balan Bielak Costa Dobrev Esposito Ferreira Georgiou Horvat Ilieva Jankauskas Kaminski Kovacs
        Lindqvist Marin Mazur Nowicki Petrov Popa Ramalho Rossi Sabau Silva Stoica Szymczak Tomescu Vasile Wozniak Zielak""",
    "south-asian": """Ahluwalia Begum Bhatti Chaudhry Chowdhury Das Desai Gill Gupta Hussain Iqbal Joshi Kapadia Khatun
        Mahmood Malhotra Mehta Miah Mirza Nair Pandya Patel Qureshi Rahman Raman Rashid Saini Shah Siddiqui Sultana Uddin""",
    "east-asian": "Chan Cheung Chua Fong Ho Kwan Lam Lau Leung Ng Ong Pang Tam Tran Vu Wong Yip Zhang",
    "african": """Abiodun Acheampong Adeyemi Afolabi Agyeman Amoah Asante Balogun Boateng Chukwu Danso Dlamini Ekwueme
        Eze Ibeh Kamara Kimani Mensah Moyo Mutasa Ndlovu Nkosi Obi Ofori Ogunleye Okafor Okoro Olatunji Owusu Sesay Yeboah""",
    "caribbean": "Bartley Beckford Brissett Campbell Daley Francis Grant Henriques Lewin Morrison Pinnock Reid Salmon Whyte",
    "other": "Abdi Al-Khatib Amini Aziz Barzani Demir Ebrahimi Ferrari Haddad Hakimi Karimi Nazari Osman Rezaei Saleh Yilmaz",
}
FORENAMES = {
    "F": {
        "british": """Abigail Ada Alice Amber Amelia Annabel Beatrice Bella Bethany Bonnie Caitlin Charlotte Chloe Clara
            Daisy Darcey Edith Eleanor Elizabeth Ella Ellie Elsie Emily Emma Erin Esme Eva Evie Faith Florence Freya
            Georgia Grace Gracie Hannah Harriet Heidi Holly Imogen Iris Isabella Isla Ivy Jasmine Jessica Katie Keira Lacey
            Lauren Layla Lily Lola Lottie Lucy Lydia Maddison Maisie Martha Matilda Maya Megan Mia Millie Molly Mollie Nancy
            Niamh Olive Olivia Penelope Phoebe Poppy Rosie Ruby Scarlett Skye Sophia Sophie Summer Tilly Violet Willow Zara""",
        "european": "Adriana Alina Andreea Bianca Daria Elena Gabriela Ioana Julia Katarzyna Larisa Maja Oliwia Zofia",
        "south-asian": "Aaliyah Aisha Amara Anaya Anika Diya Fatima Hafsa Inaya Kavya Khadija Maryam Meera Priya Saanvi Zainab",
        "east-asian": "Amy Ching Elise Hana Joyce Kayla Mei Minh Suki Yan",
        "african": "Abena Ada Adaeze Amara Ayo Chiamaka Esther Folake Grace Imani Naomi Ruth Temi Thandi Zuri",
        "caribbean": "Aaliyah Amara Jada Kiara Leah Nevaeh Shanice Tiana",
        "other": "Dalia Elif Leila Lina Mariam Nour Parisa Salma Yasmin Zehra",
    },
    "M": {
        "british": """Adam Albert Alexander Alfie Archie Arlo Arthur Ashton Bailey Barnaby Benjamin Bobby Brodie Caleb Callum
            Cameron Charlie Connor Daniel David Dexter Dominic Dylan Edward Elijah Elliot Ethan Evan Ezra Felix Finlay
            Frankie Freddie Frederick George Grayson Harley Harrison Harry Harvey Henry Hudson Hugo Isaac Jack Jacob James
            Jasper Jayden Jenson Joey Joseph Joshua Jude Kian Leo Leon Lewis Liam Logan Louie Louis Luca Lucas Luke Mason
            Matthew Max Michael Nathan Noah Oliver Ollie Oscar Otis Owen Patrick Ralph Reggie Reuben Riley Robert Roman Rory
            Ronnie Samuel Sebastian Sonny Stanley Teddy Theo Thomas Toby Tommy Tyler Victor Vinnie William Zachary""",
        "european": "Adrian Aleksander Andrei Bogdan Dawid Filip Jakub Kacper Luca Matei Mateo Nikolai Stefan Szymon",
        "south-asian": "Aarav Abdullah Adam Ahmed Arjun Aryan Hamza Ibrahim Ishaan Krish Mohammed Musa Rohan Vihaan Yusuf Zayn",
        "east-asian": "Adrian Chun Ethan Haoyu Jason Kai Lok Minh Ryan Wei",
        "african": "Ayo Chidi David Emeka Ezekiel Femi Jaden Joshua Kofi Kwame Malachi Samuel Sipho Tobi Tunde",
        "caribbean": "Andre Dwayne Elijah Isaiah Jaden Jahmal Kairo Tyrell",
        "other": "Amir Bilal Emre Farid Hassan Idris Karim Omar Samir Zaid",
    },
}
# Which lists a person of each ethnicity draws from: surname, forename.
LISTS = {
    "WBRI": ("british", "british"), "WIRI": ("irish", "british"), "WIRT": ("traveller", "british"),
    "WROM": ("traveller", "british"), "WOTH": ("european", "european"),
    "MWBC": ("caribbean", "british"), "MWBA": ("african", "british"), "MWAS": ("south-asian", "british"), "MOTH": ("other", "british"),
    "AIND": ("south-asian", "south-asian"), "APKN": ("south-asian", "south-asian"), "ABAN": ("south-asian", "south-asian"),
    "AOTH": ("east-asian", "east-asian"), "BCRB": ("caribbean", "caribbean"), "BAFR": ("african", "african"),
    "BOTH": ("african", "caribbean"), "CHNE": ("east-asian", "east-asian"), "OOTH": ("other", "other"),
    "REFU": ("british", "british"), "NOBT": ("british", "british"),
}
PICTURED = {
    ("Whitfield", "Maya"), ("Reeve", "Callum"), ("Thornton", "Ivy"), ("Brooks", "Jaden"), ("Lindqvist", "Oscar"),
    ("Haddad", "Samir"), ("Mensah", "Noah"), ("Collins", "Freya"), ("Hart", "Amelia"), ("Fraser", "Lily"),
}
"""The children who are told by hand: nobody else has their names."""

_SURNAMES = {kind: words.split() for kind, words in SURNAMES.items()}
_FORENAMES = {sex: {kind: words.split() for kind, words in lists.items()} for sex, lists in FORENAMES.items()}


def a_name(rng: Random, sex: str, ethnicity: str) -> tuple[str, str]:
    """Surname and forename. One surname in sixteen is double, which an area's records have to bear."""
    surnames, forenames = LISTS[ethnicity]
    surname = rng.choice(_SURNAMES[surnames])
    if rng.random() < 0.06:
        second = rng.choice(_SURNAMES["british"])
        surname = f"{surname}-{second}" if second != surname else surname
    forename = rng.choice(_FORENAMES[sex][forenames])
    return a_name(rng, sex, ethnicity) if (surname, forename) in PICTURED else (surname, forename)


def a_practitioner_name(rng: Random) -> str:
    ethnicity = rng.choices(("WBRI", "WOTH", "AIND", "BAFR", "BCRB", "OOTH"), (78, 6, 6, 5, 2, 3))[0]
    surname, forename = a_name(rng, rng.choice("FFFM"), ethnicity)
    return f"{forename} {surname}"
