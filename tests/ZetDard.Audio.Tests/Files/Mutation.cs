namespace ZetDard.Audio.Tests.Files;

/// <summary>Damages files: bytes set and flipped, parts cut out, doubled and exchanged.</summary>
internal static class Mutation
{
    public static void ForEach(byte[][] originals, int count, int seed, Action<byte[]> use)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            use(Of(originals[i % originals.Length], random));
        }
    }

    private static byte[] Of(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var times = random.Next(1, 6); times > 0 && bytes.Count > 8; times--)
        {
            // Half of the mutations are at the beginning, where the headers are.
            var at = random.Next(random.Next(2) == 0 ? Math.Min(bytes.Count, 128) : bytes.Count);
            var length = Math.Min(random.Next(1, 64), bytes.Count - at);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes[at] = random.Next(2) == 0 ? (byte)0xFF : (byte)0;
                    break;
                case 3:
                    bytes.RemoveRange(at, length);
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 5:
                    for (var k = 0; k < Math.Min(4, length); k++)
                        bytes[at + k] = random.Next(2) == 0 ? (byte)0xFF : (byte)random.Next(256);
                    break;
                default:
                    var kept = random.Next(4, bytes.Count);
                    bytes.RemoveRange(kept, bytes.Count - kept);
                    break;
            }
        }

        return [.. bytes];
    }
}
