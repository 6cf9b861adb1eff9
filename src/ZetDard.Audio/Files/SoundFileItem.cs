using System.Security.Cryptography;
using ZetDard.Recommenders;

namespace ZetDard.Audio;

/// <summary>What <see cref="AudioFolder"/> and <see cref="WaveformFiles{TItem}"/> have in common.</summary>
internal static class SoundFileItem
{
    // Part of every content key. Increase it when the same file and options give other samples than before.
    private const string Version = "sound3";

    public static async ValueTask<Waveform> ReadAsync(string path, AudioReadOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await AudioFile.ReadAsync(path, options, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException misused) when (options.Decoders is not null && misused is not ObjectDisposedException)
        {
            // A decoder of the application broke its contract. That is a failure of this file and must not stop the others.
            throw new InvalidDataException($"{path}: {misused.Message}", misused);
        }
    }

    public static async ValueTask<string?> ContentKeyAsync(string path, AudioReadOptions options, CancellationToken cancellationToken)
    {
        if (File.Exists(path) && AudioFile.IsEmpty(path))
        {
            return null;
        }

        var file = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete,
            bufferSize: 1,
            FileOptions.SequentialScan | FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            var hash = await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false);
            return $"{Version}/{Convert.ToHexStringLower(hash)}/{options.Key()}";
        }
    }
}
