using System.ComponentModel;
using System.Diagnostics;
using ZetDard.Audio;
using ZetDard.Recommenders;

namespace ZetDard.Benchmarks;

/// <summary>Synthetic, seeded sound: chords, a beat and noise; stereo, 44.1 kHz.</summary>
internal static class AudioSound
{
    public const int RateHz = 44_100;

    public static Waveform Create(AudioSet set) => Create(set == AudioSet.Tiny ? 2 : 240);

    /// <summary>Writes a sound as a WAV file or, by way of that and ffmpeg, in another format.</summary>
    public static string Write(Waveform sound, DirectoryInfo folder, string format, params string[] ffmpegOptions)
    {
        var wav = Path.Combine(folder.FullName, "a.wav");
        WavFile.Write(wav, sound);
        var path = Path.ChangeExtension(wav, format);
        return format == "wav" || Ffmpeg(["-v", "error", "-nostdin", "-i", wav, .. ffmpegOptions, path])
            ? path
            : throw new InvalidOperationException($"ffmpeg could not make {path}.");
    }

    /// <summary>Runs ffmpeg; false where it is absent or fails.</summary>
    public static bool Ffmpeg(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("ffmpeg", arguments) { RedirectStandardOutput = true })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static Waveform Create(int seconds)
    {
        var random = new Random(42);
        var length = seconds * RateHz;
        var samples = new float[2 * length];
        for (var i = 0; i < length; i++)
        {
            var time = (double)i / RateHz;
            var root = 110 * Math.Pow(2, (int)(time / 2) % 12 / 12.0);
            var chord =
                Math.Sin(2 * Math.PI * root * time)
                + Math.Sin(2 * Math.PI * root * 2.5198 * time)
                + Math.Sin(2 * Math.PI * root * 5.9932 * time);
            var beat = Math.Exp(-20 * (time * 2 % 1)) * (random.NextDouble() - 0.5);
            samples[i] = (float)((0.15 * chord) + (0.4 * beat));
            samples[length + i] = (float)((0.12 * chord) + (0.3 * beat) + (0.05 * Math.Sin(2 * Math.PI * 3000 * time)));
        }

        return new(RateHz, 2, samples);
    }
}
