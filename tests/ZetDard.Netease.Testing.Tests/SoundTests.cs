using System.Diagnostics;
using System.Runtime.InteropServices;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Netease.Testing.Tests;

/// <summary>The sound of the songs.</summary>
public sealed class SoundTests
{
    private const int Delay = 481;      // samples between an encoder's input and a decoder's output: ISO/IEC 11172-3, C.1.3

    private static readonly NeteaseContent Content = new(MusicWorld.Create());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Oracle: ffmpeg's decoder, or NLayer's where there is no ffmpeg. A different encoding or a wrong table would give noise as loud as the music.
    [Theory]
    [InlineData(1, 128, 25)]
    [InlineData(2, 128, 18)]
    [InlineData(3, 128, 20)]
    [InlineData(4, 128, 12)]     // noise of cymbals and distortion in all bands
    [InlineData(5, 128, 22)]
    [InlineData(6, 128, 18)]
    [InlineData(1, 192, 29)]
    [InlineData(4, 320, 24)]
    public async Task Decoded_sound_is_what_was_made(int songId, int kilobits, double minDecibels)
    {
        var file = Bytes(new(songId, kilobits, IsTrial: false));
        var decoded = await DecodeAsync(file);
        var sound = new SongSound(Content, songId - 1);
        Assert.Equal(sound.FrameCount * 1152 * 2, decoded.Length);
        Assert.InRange((sound.FrameCount * 24) - Content.DurationOf(songId - 1), 0, 24);
        var (verse, refrain, _) = sound.Render();
        var (signal, noise, place) = (0.0, 0.0, 2 * Delay);
        foreach (var part in (Mixer[])[verse, verse, refrain, refrain])
        {
            for (var i = 0; i < part.Left.Length; i++, place += 2)
            {
                signal += (part.Left[i] * (double)part.Left[i]) + (part.Right[i] * (double)part.Right[i]);
                noise += Math.Pow(part.Left[i] - decoded[place], 2) + Math.Pow(part.Right[i] - decoded[place + 1], 2);
            }
        }

        var decibels = 10 * Math.Log10(signal / noise);
        TestContext.Current.TestOutputHelper?.WriteLine($"{decibels:F1} dB");
        Assert.True(decibels >= minDecibels, $"{decibels:F1} dB");
    }

    [Fact]
    public void Sines_are_sines_to_the_last_digits()
    {
        for (var i = -3_000; i < 3_000; i++)
        {
            Assert.Equal(Math.Sin(2 * Math.PI * i / 997), Waves.Sine(i / 997.0), 1e-13);
        }

        Assert.Equal(440, Waves.Hertz(69), 1e-9);
        Assert.Equal(261.6255653005986, Waves.Hertz(60), 1e-9);
    }

    [Fact]
    public void Frames_of_silence_are_quiet_and_of_full_size()
    {
        foreach (var (kilobits, size) in ((int, int)[])[(128, 384), (192, 576), (320, 960)])
        {
            var bytes = new LayerTwoEncoder(kilobits).Encode(new float[3 * 1152], new float[3 * 1152]);
            Assert.Equal(3 * size, bytes.Length);
            Assert.Equal(bytes[..size], bytes[size..(2 * size)]);
            Assert.All(bytes[4..size], static value => Assert.Equal(0, value));
        }
    }

    // The loudest and most irregular input stays within the frame: there are never more bits than fit.
    [Fact]
    public void Frames_hold_whatever_is_given()
    {
        var random = new Random(3);
        var left = new float[10 * 1152];
        var right = new float[left.Length];
        for (var i = 0; i < left.Length; i++)
        {
            (left[i], right[i]) = ((float)(random.NextDouble() * 2) - 1, i % 2 == 0 ? 1 : -1);
        }

        var bytes = new LayerTwoEncoder(128).Encode(left, right);
        for (var frame = 0; frame < bytes.Length; frame += 384)
        {
            Assert.Equal<byte>([0xFF, 0xFD, 0x84, 0], bytes[frame..(frame + 4)]);
            Assert.All(bytes[(frame + 376)..(frame + 384)], static value => Assert.Equal(0, value));
        }
    }

    // Additions and multiplications give the same result on every machine; these values were computed on Linux x64.
    [Fact]
    public void The_same_song_is_the_same_bytes_on_every_machine() =>
        Assert.Equal("55cb5d1c79b7a14aff2464d0e7c8cf5d", StandInCiphers.Md5(Bytes(new(7, 128, IsTrial: true))));

    [Fact]
    public void Songs_of_one_seed_are_the_same_and_of_another_are_not()
    {
        var other = new NeteaseContent(MusicWorld.Create(new() { Seed = 43 }));
        var same = new NeteaseContent(MusicWorld.Create());
        Assert.Equal(new SoundLibrary(Content).Md5(new(3, 128, false)), new SoundLibrary(same).Md5(new(3, 128, false)));
        Assert.NotEqual(new SoundLibrary(Content).Md5(new(3, 128, false)), new SoundLibrary(other).Md5(new(3, 128, false)));
    }

    [Fact]
    public void Any_piece_is_a_piece_of_the_whole()
    {
        var library = new SoundLibrary(Content);
        var file = new SoundFile(5, 128, IsTrial: true);
        var whole = Bytes(file);
        var random = new Random(11);
        for (var i = 0; i < 200; i++)
        {
            var start = random.Next(i % 2 == 0 ? 60 : whole.Length);
            var piece = new byte[random.Next(Math.Min(2_000, whole.Length - start) + 1)];
            library.Open(file).Read(start, piece);
            Assert.Equal(whole[start..(start + piece.Length)], piece);
        }
    }

    // Nearest neighbours by a dozen simple features of the sound: groups can be distinguished, and no two songs are equal.
    [Theory]
    [InlineData(6, 36, 0.9)]
    [InlineData(12, 60, 0.75)]
    public void Songs_sound_most_like_songs_of_their_group(int groups, int songs, double minShare)
    {
        var content = new NeteaseContent(MusicWorld.Create(new() { GroupCount = groups }));
        var features = new double[songs][];
        Parallel.For(0, songs, song => features[song] = Describe(new SongSound(content, song)));
        for (var column = 0; column < features[0].Length; column++)
        {
            var mean = features.Average(row => row[column]);
            var deviation = Math.Sqrt(features.Average(row => Math.Pow(row[column] - mean, 2)));
            foreach (var row in features)
            {
                row[column] = (row[column] - mean) / deviation;
            }
        }

        var right = 0;
        for (var song = 0; song < songs; song++)
        {
            var nearest = Enumerable.Range(0, songs).Where(other => other != song)
                .MinBy(other => Distance(features[song], features[other]));
            Assert.True(Distance(features[song], features[nearest]) > 1e-3);
            right += content.World.Songs[song].Group == content.World.Songs[nearest].Group ? 1 : 0;
        }

        Assert.True(right >= minShare * songs, $"{right} of {songs}");

        static double Distance(double[] one, double[] other) => one.Zip(other, static (a, b) => (a - b) * (a - b)).Sum();
    }

    [Fact]
    public void Moods_of_sound_and_words_agree()
    {
        for (var group = 0; group < 40; group++)
        {
            Assert.Equal(ContentWords.IsHappy(group), SongStyle.Of(group).IsMajor);
        }
    }

    [Fact]
    public void Every_style_keeps_within_full_scale_and_ends_in_silence()
    {
        var content = new NeteaseContent(MusicWorld.Create(new() { GroupCount = 30 }));
        Parallel.For(0, 30, song =>
        {
            var (verse, refrain, end) = new SongSound(content, song).Render();
            foreach (var part in (Mixer[])[verse, refrain, end])
            {
                Assert.True(part.Left.Concat(part.Right).All(static sample => float.IsFinite(sample) && Math.Abs(sample) <= 1));
                Assert.False(
                    part.Left.AsSpan(part.Left.Length - 512).ContainsAnyExcept(0f)
                        || part.Right.AsSpan(part.Right.Length - 512).ContainsAnyExcept(0f));
                Assert.True(part.Power() > 1e-6, "silent");
            }
        });
    }

    private static byte[] Bytes(SoundFile file)
    {
        var served = new SoundLibrary(Content).Open(file);
        var bytes = new byte[served.Length];
        served.Read(0, bytes);
        return bytes;
    }

    // Level, crest factor, mean squares of differences of rising order (brightness), stereo width, and the movement of the level
    // over hundredths and tenths of a second.
    private static double[] Describe(SongSound sound)
    {
        var refrain = sound.Render().Refrain;
        var middle = refrain.Left.Zip(refrain.Right, static (l, r) => (double)(l + r)).Take(4 * 48_000).ToArray();
        var side = refrain.Left.Zip(refrain.Right, static (l, r) => (double)(l - r)).Take(4 * 48_000).ToArray();
        var power = Power(middle);
        var numbers =
            new List<double> { Math.Log(power), Math.Log(middle.Max(Math.Abs) / Math.Sqrt(power)), Math.Log((Power(side) / power) + 1e-6) };
        var (difference, low, smooth) = (middle, middle, 0.0);
        for (var order = 0; order < 3; order++)
        {
            difference = [.. difference.Skip(1).Zip(difference, static (a, b) => a - b)];
            numbers.Add(Math.Log(Power(difference) / power));
        }

        for (var order = 0; order < 3; order++)
        {
            low = [.. low.Select(sample => smooth += (sample - smooth) * Math.Pow(0.3, order + 2))];
            numbers.Add(Math.Log(Power(low) / power));
        }

        foreach (var length in (int[])[480, 4_800])
        {
            var levels = middle.Chunk(length).Select(piece => Math.Log(Power(piece) + 1e-7)).ToArray();
            numbers.Add(levels.Skip(1).Zip(levels, static (a, b) => Math.Abs(a - b)).Average());
            numbers.Add(levels.Skip(1).Zip(levels, static (a, b) => Math.Max(0, a - b)).Max());
        }

        return [.. numbers];

        static double Power(double[] samples) => samples.Average(static sample => sample * sample);
    }

    private static async Task<float[]> DecodeAsync(byte[] file)
    {
        Process process;
        try
        {
            process = Process.Start(
                new ProcessStartInfo(
                    "ffmpeg",
                    "-v error -i pipe:0 -f f32le pipe:1") { RedirectStandardInput = true, RedirectStandardOutput = true,
                    RedirectStandardError = true })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return DecodeByNLayer(file);
        }

        using var running = process;
        var decoded = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(decoded, Cancellation);
        var problems = process.StandardError.ReadToEndAsync(Cancellation);
        await process.StandardInput.BaseStream.WriteAsync(file, Cancellation);
        process.StandardInput.Close();
        await reading;
        await process.WaitForExitAsync(Cancellation);
        Assert.Equal("", await problems);
        return MemoryMarshal.Cast<byte, float>(decoded.ToArray()).ToArray();
    }

    private static float[] DecodeByNLayer(byte[] file)
    {
        using var reader = new NLayer.MpegFile(new MemoryStream(file));
        var decoded = new List<float>();
        var block = new float[2 * 1152];
        for (int count; (count = reader.ReadSamples(block, 0, block.Length)) > 0; decoded.AddRange(block.AsSpan(0, count))) { }

        return [.. decoded];
    }
}
