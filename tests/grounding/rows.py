"""Invented news and statements about it, faithful ones and ones with one error: the floors are measured on these.

Written for these tests; places, people and firms are invented. ``ERRORS`` name the kind of finding that is to be found,
"-" where no rule is expected to see it and only the score or a checker can.
"""

from __future__ import annotations

#: article: (title, ISO date, outlet, text)
ARTICLES = {
    "ferry": (
        "Ferry to Norrholm runs aground",
        "2024-11-14",
        "Coast Courier",
        "The ferry Marit ran aground off Norrholm on Tuesday with 212 passengers on board. Nobody was hurt. "
        "Captain Eline Torsvik said that fog had hidden the beacon. The operator, Nordlinje, denied that the crew was "
        "tired. Divers are expected to inspect the hull on November 16. The ferry was built in 1998 and cost "
        "42 million euros. The harbour office did not close the port.",
    ),
    "bank": (
        "Bank of Larnia keeps its rate",
        "2025-03-06",
        "Larnia Business",
        "The Bank of Larnia left its key interest rate unchanged at 4.25 percent on Thursday. Governor Milos Radek said "
        "inflation had fallen from 6.1 percent to 3.4 percent since September 2023. Analysts at Corvin Bank may revise "
        "their forecast, a note said. Shares of the lender Oresta rose by 5 percent after the decision. The finance "
        "minister, Petra Halas, declined to comment. The bank bought 12 tonnes of gold last year.",
    ),
    "strike": (
        "Bus drivers in Vesse end strike",
        "2024-02-09",
        None,
        "About 1,900 bus drivers in Vesse returned to work on Friday after a strike of nine days. The union TVA accepted "
        "an offer of 7.5 percent more pay over two years. Its chairwoman, Ilse Brandt, called it a fair result. The "
        "transport company Vesselinien had first refused to negotiate. Passengers will get back a third of their monthly "
        "ticket. The mayor criticised TVA for blocking the depots.",
    ),
    "court": (
        "Court orders new trial over dam",
        "2023-06-22",
        "The Herald",
        "An appeals court in Tamarra overturned the conviction of engineer Joao Peres on June 21. The judges found that "
        "the trial court had failed to hear two witnesses. Peres was sentenced to eight years in prison in 2021 after "
        "the collapse of the Alto dam, which killed 37 people and injured 52. His lawyer, Ana Sobral, welcomed the "
        "ruling. Prosecutors said they would not appeal. A new trial could begin in the autumn.",
    ),
    "vaccine": (
        "Trial of malaria vaccine starts in three countries",
        "2024-04-03",
        "Science Daily Post",
        "A trial of the malaria vaccine MX-4 began on April 1 in Mabunda, Kesho and Lower Tali. Some 4,800 children aged "
        "between five months and three years take part. The vaccine is made by the Danish firm Biotor. In an earlier "
        'study it prevented 68 percent of infections. Researchers do not know how long the protection lasts. "This is a '
        'step, not the end of the road," said the head of the study, Amina Okello.',
    ),
    "election": (
        "Calder wins run-off in Port Anselm",
        "2025-10-13",
        "Anselm Times",
        "Ruth Calder won the run-off for mayor of Port Anselm on Sunday with 53 percent of the vote. Her rival, Miles "
        "Okoro, received 47 percent. Turnout was 61 percent, down from 68 percent four years ago. Okoro conceded defeat "
        "at 9:30 p.m. and congratulated Calder. The Greens had supported Calder, while the Liberal Union backed Okoro. "
        "Calder, 49, was a judge before she entered politics.",
    ),
    "storm": (
        "Storm Ilona leaves thousands without power",
        "2025-01-20",
        "Radio West",
        "Storm Ilona cut off power to 83,000 homes in the west of Brenia over the weekend. Two men died when a tree fell "
        "on their car near Halden on Saturday. Winds reached 148 kilometres an hour on the coast. The power company "
        "Elbra repaired most lines by Monday morning, but 6,000 homes still had no electricity. Schools in Halden remain "
        "closed until Wednesday. The weather service had not issued a warning.",
    ),
    "deal": (
        "Korrin to buy rival Delph for $3.2bn",
        "2024-08-28",
        "Market Wire",
        "The software maker Korrin has agreed to buy its smaller rival Delph for $3.2 billion. Korrin employs 14,000 "
        "people and Delph 2,600. Chief executive Hana Suzuki said that no jobs would be lost. The deal is to be completed "
        "by the end of March 2025 if regulators approve it. Shareholders of Delph will get $41 a share. The European "
        "Union has opened an inquiry into Korrin.",
    ),
    "museum": (
        "Stolen painting returns to Lindau museum",
        "2023-11-30",
        "Kulturbote",
        'A painting that was stolen from the Lindau museum in 1989 has been returned. Police in Marseille found "The Red '
        "Barn\" by Otto Feld in a garage in October. The museum's director, Sofie Brenner, said it was slightly damaged. "
        "Insurers had paid 400,000 marks after the theft. A retired driver aged 71 is being questioned. It will be shown "
        "again from December 9.",
    ),
    "talks": (
        "Delegations leave Geneva without agreement",
        "2024-12-01",
        "Agency Report",
        "Talks between Orvania and Teshka in Geneva ended on Saturday without an agreement. Orvania's foreign minister, "
        "Karel Duda, accused Teshka of blocking the exchange of prisoners. Teshka rejected the accusation. The United "
        "Nations envoy Maria Lopes said both sides might meet again in January. Orvania holds 310 prisoners and Teshka "
        "145. The truce of November 3 has held so far, according to observers.",
    ),
    "dam": (
        "Council of Ostrava-Mlyn backs new dike",
        "2025-01-23",
        "Mlyn Observer",
        "The council of Mlyn approved a new dike on Thursday by 18 votes to 17, with two abstentions. The meeting ended at "
        "4:20 p.m. after a quarrel. The dike will be 3.2 metres high, 70 centimetres higher than the old one. Its cost has "
        "risen from 214 million crowns to 246 million. Work is to begin in October and to take 30 months.",
    ),
    "werft": (
        "Werft in Brunsdorf schließt",
        "2025-02-20",
        "Brunsdorfer Zeitung",
        "Die Werft in Brunsdorf wird zum 30. Juni geschlossen, wie der Aufsichtsrat am Mittwoch mit neun zu vier Stimmen "
        "entschieden hat. Sie hat im vergangenen Jahr einen Verlust von 2,1 Millionen Euro gemacht. Aus dem Hafenbecken "
        "sind 11.000 Tonnen Schlamm zu entfernen.",
    ),
}

#: (article, statement): right ones in the wordings of news
FAITHFUL = (
    ("ferry", "The Marit, a ferry carrying 212 people, ran aground near Norrholm."),
    ("ferry", "On 12 November 2024 a ferry ran aground off Norrholm."),
    ("ferry", "Captain Eline Torsvik blamed fog for hiding the beacon."),
    ("ferry", "Nordlinje rejected the suggestion that its crew was tired."),
    ("ferry", "An inspection of the hull by divers is planned for Nov. 16."),
    ("ferry", "The ship, built in 1998, cost €42m."),
    ("ferry", "The port stayed open; the harbour office did not close it."),
    ("bank", "Larnia's central bank kept its key rate at 4.25%."),
    ("bank", "Inflation in Larnia has come down to 3.4 percent, Governor Radek said."),
    ("bank", "Oresta's shares went up 5 percent after the decision."),
    ("bank", "Finance minister Petra Halas did not want to comment."),
    ("bank", "Analysts at Corvin Bank might change their forecast."),
    ("bank", "In 2024 the bank bought 12 tonnes of gold."),
    ("bank", "Since September 2023, inflation has fallen by 2.7 percentage points."),
    ("strike", "Bus drivers in Vesse went back to work after nine days of strike."),
    ("strike", "Some 1,900 drivers returned to work on 9 February 2024."),
    ("strike", "The union agreed to 7.5 percent more pay over two years."),
    ("strike", "Ilse Brandt, who chairs TVA, spoke of a fair result."),
    ("strike", "At first, Vesselinien did not want to negotiate."),
    ("strike", "TVA was criticised by the mayor for blocking the depots."),
    ("court", "Engineer Joao Peres had his conviction overturned on 21 June 2023."),
    ("court", "Judges found that the lower court did not hear two witnesses."),
    ("court", "The collapse of the Alto dam killed 37 people."),
    ("court", "Prosecutors will not appeal against the ruling."),
    ("court", "The ruling was welcomed by Peres's lawyer, Ana Sobral."),
    ("court", "A new trial might start in the autumn."),
    ("court", "Peres had been sentenced to eight years in prison in 2021."),
    ("vaccine", "The trial of MX-4 began on April 1, 2024."),
    ("vaccine", "Children in Mabunda, Kesho and Lower Tali take part in the trial."),
    ("vaccine", "Biotor, a company from Denmark, makes the vaccine."),
    ("vaccine", "It prevented 68% of infections in an earlier study."),
    ("vaccine", "It is not known how long the protection lasts, researchers say."),
    ("vaccine", "Amina Okello, who leads the study, called it “a step, not the end of the road”."),
    ("vaccine", "Researchers enrolled about 4,800 children."),
    ("election", "Ruth Calder beat Miles Okoro in the run-off for mayor of Port Anselm."),
    ("election", "Okoro got 47 percent of the vote."),
    ("election", "Turnout fell to 61 percent from 68 percent four years earlier."),
    ("election", "Calder, a former judge, was supported by the Greens."),
    ("election", "Okoro admitted defeat and congratulated Calder."),
    ("election", "Calder's lead over Okoro was six percentage points."),
    ("storm", "In the west of Brenia, 83,000 homes lost power during Storm Ilona."),
    ("storm", "Near Halden two men were killed by a falling tree."),
    ("storm", "Winds of up to 148 km an hour were measured on the coast."),
    ("storm", "No warning had been issued by the weather service."),
    ("storm", "Elbra had repaired most of the lines by Monday."),
    ("storm", "Residents of 6,000 homes were still without electricity."),
    ("deal", "Delph is to be bought by Korrin for 3.2 billion dollars."),
    ("deal", "Korrin, which has 14,000 employees, will buy Delph."),
    ("deal", "No jobs will go, chief executive Hana Suzuki said."),
    ("deal", "The EU has opened an inquiry into Korrin."),
    ("deal", "Investors in Delph will receive $41 a share."),
    ("museum", "Police in Marseille found the stolen painting in a garage."),
    ("museum", "“The Red Barn”, painted by Otto Feld, had been stolen in 1989."),
    ("museum", "The painting is slightly damaged, according to Sofie Brenner."),
    ("museum", "From 9 December the painting will be on show again."),
    ("talks", "The Geneva talks between Orvania and Teshka ended without a deal."),
    ("talks", "Teshka denied the accusation that it blocked an exchange of prisoners."),
    ("talks", "UN envoy Maria Lopes said the two sides could meet again in January."),
    ("talks", "Observers say the truce of 3 November is holding so far."),
    ("talks", "Orvania holds 310 prisoners, Teshka 145."),
    ("dam", "Thirty-seven councillors took part in the vote on the dike, two of them by abstaining."),
    ("dam", "The council meeting ended at 16:20."),
    ("dam", "The new dike will be 3.2 metres high, 0.7 metres more than the old one."),
    ("dam", "The cost of the dike has gone up from 214 to 246 million crowns."),
    ("dam", "The cost of the dike has gone up by 15 percent."),
    ("dam", "Work on the dike is due to begin in October 2025 and to last two and a half years."),
)

#: (article, statement, kind of finding)
ERRORS = (
    ("ferry", "The Marit ran aground with 221 passengers on board.", "number"),
    ("ferry", "The ferry ran aground off Norrholm on Thursday.", "date"),
    ("ferry", "On 4 November 2024 a ferry ran aground off Norrholm.", "date"),
    ("ferry", "Divers are expected to inspect the hull on November 26.", "date"),
    ("ferry", "Captain Henrik Dahl said that fog had hidden the beacon.", "name"),
    ("ferry", "Nordlinje said that fog had hidden the beacon.", "speaker"),
    ("ferry", "The ferry cost 42 million dollars.", "number"),
    ("dam", "The council meeting ended at 4:20 a.m.", "number"),
    ("dam", "The new dike will be 7 metres higher than the old one.", "number"),
    ("dam", "The cost of the dike has gone up by 17 percent.", "number"),
    ("dam", "Work on the dike is due to begin in March 2025.", "date"),
    ("ferry", "The harbour office closed the port.", "negation"),
    ("bank", "The Bank of Larnia raised its key interest rate to 4.75 percent.", "number"),
    ("bank", "Inflation had risen from 6.1 percent to 3.4 percent, the governor said.", "direction"),
    ("bank", "Shares of the lender Oresta fell by 5 percent after the decision.", "direction"),
    ("bank", "Inflation has fallen since September 2021.", "date"),
    ("bank", "Analysts at Corvin Bank will revise their forecast.", "hedge"),
    ("bank", "Petra Halas said inflation had fallen to 3.4 percent.", "speaker"),
    ("bank", "Governor Anton Weiss said inflation had fallen.", "name"),
    ("bank", "In 2022 the bank bought 12 tonnes of gold.", "date"),
    ("strike", "About 9,100 bus drivers in Vesse returned to work.", "number"),
    ("strike", "The union TVA rejected an offer of 7.5 percent more pay.", "direction"),
    ("strike", "The union TVA did not accept the offer of 7.5 percent more pay.", "negation"),
    ("strike", "Bus drivers in Vesse returned to work on Monday.", "date"),
    ("strike", "TVA criticised the mayor for blocking the depots.", "role"),
    ("strike", "The mayor, Jonas Keller, criticised TVA.", "name"),
    ("court", "The collapse of the Alto dam killed 52 people.", "counted"),
    ("court", "Prosecutors said they would appeal.", "negation"),
    ("court", "Peres was sentenced to eight years in prison in 2019.", "date"),
    ("court", "His lawyer, Ana Sobral, criticised the ruling.", "-"),
    ("court", "A new trial begins in the autumn.", "hedge"),
    ("court", "The court overturned the conviction on July 21.", "date"),
    ("court", "Engineer Rui Matos had his conviction overturned.", "name"),
    ("vaccine", "The trial began on May 1.", "date"),
    ("vaccine", "Some 8,400 children take part in the trial.", "number"),
    ("vaccine", "The vaccine is made by the Danish firm Novagen.", "name"),
    ("vaccine", "In an earlier study it prevented 86 percent of infections.", "number"),
    ("vaccine", "Researchers know how long the protection lasts.", "negation"),
    ("vaccine", "Amina Okello called it “a leap, not the end of the road”.", "quotation"),
    ("election", "Miles Okoro won the run-off for mayor of Port Anselm.", "actor"),
    ("election", "Calder won with 63 percent of the vote.", "number"),
    ("election", "The Greens had supported Okoro.", "actor"),
    ("election", "Okoro did not concede defeat.", "negation"),
    ("election", "Ruth Calder won the run-off for mayor of Port Stanley.", "-"),
    ("election", "Turnout rose to 61 percent.", "direction"),
    ("storm", "Winds reached 148 miles an hour on the coast.", "number"),
    ("storm", "Two men died near Halden on Thursday.", "date"),
    ("storm", "The weather service had issued a warning.", "negation"),
    ("storm", "The power company Voltara repaired most lines.", "name"),
    ("storm", "Storm Ilona cut off power to 38,000 homes.", "number"),
    ("deal", "Delph has agreed to buy Korrin for $3.2 billion.", "role"),
    ("deal", "Korrin has agreed to buy Delph for €3.2 billion.", "number"),
    ("deal", "Delph employs 14,000 people.", "-"),
    ("deal", "The deal is to be completed by the end of March 2026.", "date"),
    ("deal", "Shareholders of Delph will get $14 a share.", "number"),
    ("museum", "Otto Feld said the painting was slightly damaged.", "speaker"),
    ("ferry", "According to Nordlinje, fog had hidden the beacon.", "speaker"),
    ("museum", "The painting was stolen in 1998.", "date"),
    ("museum", "Police in Toulouse found the painting in a garage.", "name"),
    ("museum", "Insurers had paid 40,000 marks after the theft.", "number"),
    ("museum", "It will be shown again from December 19.", "date"),
    ("museum", "“The Blue Barn” by Otto Feld was found in a garage.", "quotation"),
    ("talks", "Karel Duda said both sides might meet again in January.", "speaker"),
    ("talks", "Both sides will meet again in January.", "hedge"),
    ("talks", "Teshka accepted the accusation.", "direction"),
    ("talks", "The truce of November 13 has held so far.", "date"),
    ("talks", "Orvania holds 145 prisoners.", "-"),
)

#: (article, statement): about something else
UNRELATED = (
    ("ferry", "Wolves were seen in the hills above Sarn."),
    ("bank", "The opera house opens its season with Tosca."),
    ("museum", "A new tram line links the suburbs."),
)

#: (article, statement that joins facts, words of each sentence that it must cite)
JOINED = (
    ("ferry", "The ferry Marit, built in 1998, ran aground off Norrholm.", ("ran aground", "was built in 1998")),
    ("election", "Calder won with 53 percent of the vote and Okoro received 47 percent.", ("53 percent", "47 percent")),
    (
        "storm",
        "Storm Ilona cut off power to 83,000 homes, and winds reached 148 kilometres an hour.",
        ("83,000 homes", "148 kilometres"),
    ),
    ("deal", "Korrin employs 14,000 people, and shareholders of Delph will get $41 a share.", ("14,000", "$41")),
    (
        "museum",
        "Police in Marseille found the painting in October, and insurers had paid 400,000 marks.",
        ("Police in Marseille", "400,000 marks"),
    ),
)

#: (article, statement in another language)
FOREIGN = (
    ("ferry", "Die Fähre Marit lief mit 212 Passagieren vor Norrholm auf Grund."),
    ("ferry", "Die Fähre Marit lief nicht auf Grund."),
    ("election", "Ruth Calder a remporté le second tour avec 53 pour cent des voix."),
    ("election", "Ruth Calder no ganó la segunda vuelta de las elecciones."),
    ("talks", "Переговори в Женеві завершилися без угоди."),
)
