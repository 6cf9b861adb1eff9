using ZetDard.Recommenders;

namespace ZetDard.Lyrics;

/// <summary>Adds up what was measured in a text, each part as a z-score over the pieces of the training lyrics.</summary>
internal sealed record Teacher(Scale[] Contrasts, Scale Mean, Scale Lexicon, Scale Classified, double ClassifierShare)
{
    public static Teacher Fit(ReadLyric[] pieces, double classifierShare)
    {
        var contrasts = Array.ConvertAll(
            [.. Enumerable.Range(0, pieces[0].Contrasts.Length)],
            i => Scale.Of([.. pieces.Select(piece => piece.Contrasts[i]).Where(double.IsFinite).DefaultIfEmpty(0)]));
        return new(
            contrasts,
            Scale.Of(Array.ConvertAll(pieces, piece => Together(contrasts, piece))),
            Scale.Of(Array.ConvertAll(pieces, piece => piece.Lexicon)),
            Scale.Of(Array.ConvertAll(pieces, piece => piece.Classified)),
            classifierShare);
    }

    public double Score(ReadLyric lyric) =>
        Mean.Apply(Together(Contrasts, lyric)) + Lexicon.Apply(lyric.Lexicon) + (ClassifierShare * Classified.Apply(lyric.Classified));

    public void Write(ModelWriter writer)
    {
        writer.Write(Contrasts.Length);
        foreach (var scale in (Scale[])[.. Contrasts, Mean, Lexicon, Classified])
        {
            scale.Write(writer);
        }

        writer.Write(ClassifierShare);
    }

    public static Teacher Read(ModelReader reader, int vectorCount)
    {
        if (reader.ReadInt32() != vectorCount)
        {
            throw new InvalidDataException("The model file is damaged: the number of the teacher's scales is not that of the sets of vectors.");
        }

        var contrasts = new Scale[vectorCount];
        for (var i = 0; i < vectorCount; i++)
        {
            contrasts[i] = Scale.Read(reader);
        }

        return new(contrasts, Scale.Read(reader), Scale.Read(reader), Scale.Read(reader), reader.ReadDouble());
    }

    private static double Together(Scale[] scales, ReadLyric lyric)
    {
        var sum = 0.0;
        for (var i = 0; i < scales.Length; i++)
        {
            sum += double.IsFinite(lyric.Contrasts[i]) ? scales[i].Apply(lyric.Contrasts[i]) : 0;
        }

        return sum;
    }
}
