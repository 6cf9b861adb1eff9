namespace ZetDard.Audio;

/// <summary>The frames of sound of a file from one of them on, such that a decoder can decode them that knows no others.</summary>
/// <remarks>
/// A frame of layer III that needs bytes of frames that are not there, at the beginning or behind damage, becomes silent: what a decoder
/// would find in their place is noise. So does the last frame if the file ends before it does, and the header of a file that was appended
/// to another one: players give it as silence, too.
/// </remarks>
internal sealed class Mp3Frames(Mp3Map map, Mp3Place place, long count)
{
    private readonly byte[] _frame = new byte[Mp3Header.MaxLength];
    private Mp3Walker _walker = map.WalkerAt(place);
    private long _index;
    private int _reservoir;
    private int _length;

    /// <summary>How many frames there are in all.</summary>
    public long Count => count;

    public Mp3Header Header => _walker.Header;

    /// <summary>The current frame.</summary>
    public ReadOnlySpan<byte> Frame => _frame.AsSpan(0, _length);

    /// <summary>Goes to the next frame.</summary>
    /// <returns>Whether there is one. If the file has become shorter, they end early.</returns>
    public bool Next()
    {
        if (_index == count || !_walker.Next())
        {
            return false;
        }

        _index++;
        _length = Header.IsFreeFormat || !_walker.IsCutOff ? _walker.Length : Header.Length;
        var frame = _frame.AsSpan(0, _length);
        frame.Clear();
        _walker.Frame.CopyTo(frame);
        if (_walker.IsCutOff)
        {
            frame[4..].Clear();
        }
        else if (Header.Layer == 3)
        {
            Correct(frame);
        }

        return true;
    }

    /// <summary>Goes back to before the first frame.</summary>
    public void Restart() => (_walker, _index, _reservoir) = (map.WalkerAt(place), 0, 0);

    private void Correct(Span<byte> frame)
    {
        var side = frame.Slice(Header.SideStart, Header.SideLength);
        var isVersion1 = Header.Version == 1;
        _reservoir = _walker.JunkLength > 0 ? 0 : _reservoir;
        if (Mp3Info.TryRead(Header, frame, out _))
        {
            frame[Header.SideStart..].Clear();
        }
        else if (MainDataBegin(Header, frame) > _reservoir)
        {
            side.Clear();
            side[0] = (byte)(isVersion1 ? _reservoir >> 1 : _reservoir);
            side[1] = (byte)(isVersion1 ? _reservoir << 7 : 0);
        }

        _reservoir = Math.Min(_reservoir + frame.Length - Header.SideStart - side.Length, isVersion1 ? 511 : 255);
    }

    /// <summary>How many bytes before the frame's own its sound begins, without counting headers and side information.</summary>
    public static int MainDataBegin(Mp3Header header, ReadOnlySpan<byte> frame) => header.Version == 1
        ? (frame[header.SideStart] << 1) | (frame[header.SideStart + 1] >> 7)
        : frame[header.SideStart];
}
