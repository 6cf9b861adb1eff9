"""Writes similarities.tsv: item-item similarities of a small matrix of plays, by other programs' definitions.

cosine, cosine_plays: scikit-learn's cosine_similarity. tfidf, bm25: the weights of implicit 0.7 (tfidf_weight, bm25_weight, normalize
in implicit/nearest_neighbours.py), written out in numpy, then the inner product as its all_pairs_knn has it.
rp3beta: RP3betaRecommender of Ferrari Dacrema et al. 2019 (github.com/MaurizioFD/RecSys2019_DeepLearning_Evaluation),
before its top-K, by scikit-learn's normalize.
Made with Python 3.11, numpy 1.24.2, scipy 1.10.1, scikit-learn 1.2.1: python3 similarities.py > similarities.tsv
"""
import numpy as np
from sklearn.metrics.pairwise import cosine_similarity
from sklearn.preprocessing import normalize

rng = np.random.default_rng(7)
users, items = 40, 12
plays = np.where(rng.random((users, items)) < np.linspace(0.6, 0.05, items), rng.geometric(0.1, (users, items)), 0).astype(float)
plays[:, 11] = 0
plays[0] = 1 + np.arange(items)     # a user who has everything, and an item that nobody else has
plays[1, :11] = 3                   # one who has everything but one
plays[2] = 0                        # one who has nothing
binary = (plays > 0).astype(float)

idf = np.log(items / (1.0 + binary.sum(axis=1)))[:, None]           # a word is a user, a document an item
tfidf = np.sqrt(plays) * idf
tfidf /= np.maximum(np.sqrt((tfidf ** 2).sum(axis=0)), 1e-300)
length = plays.sum(axis=0)
k1, b = 1.2, 0.75
bm25 = plays * (k1 + 1) / (k1 * (1 - b + b * length / length.mean()) + plays) * idf

def rp3beta(alpha, beta):
    user_item = normalize(binary, norm="l1", axis=1) ** alpha
    item_user = normalize(binary.T, norm="l1", axis=1) ** alpha
    degree = binary.sum(axis=0)
    return item_user @ user_item * np.where(degree > 0, np.maximum(degree, 1) ** -beta, 0)

print("# made by similarities.py")
for user, row in enumerate(plays):
    for item in np.flatnonzero(row):
        print("plays", user, item, int(row[item]), sep="\t")

for name, similarity in {
    "cosine": cosine_similarity(binary.T),
    "cosine_plays": cosine_similarity(plays.T),
    "tfidf": tfidf.T @ tfidf,
    "bm25": bm25.T @ bm25,
    "rp3beta": rp3beta(1.0, 0.6),
    "rp3beta_0.7_0.3": rp3beta(0.7, 0.3),
}.items():
    for i in range(items):
        for j in range(items):
            if i != j and similarity[i, j] > 0:
                print(name, i, j, repr(float(similarity[i, j])), sep="\t")
