using System.Text;
using Carousel.Data;

namespace Carousel.Jobs.Sound;

/// <summary>
/// Reads a WAV file (RIFF, PCM or floating point of 32 bits, one or two channels) from a stream that need not know its
/// end, such as a pipe.
/// </summary>
/// <remarks>
/// Chunks other than <c>fmt</c> and <c>data</c> are skipped; a chunk of an odd size is followed by one byte of padding.
/// The sound extends to the end if the size of the data is all ones, or if it is 0 and the RIFF size is 0 or all ones:
/// a program that writes to a pipe leaves these sizes. Two channels become their mean.
/// </remarks>
internal sealed class WavReader
{
    private const uint Unknown = uint.MaxValue;
    private const int LongestFormat = 1 << 16;

    private readonly Stream _stream;
    private readonly string _name;
    private readonly byte[] _bytes = new byte[1 << 14];
    private long _left;
    private bool _isEndless;

    /// <summary>Reads the head, up to the first sample.</summary>
    /// <param name="stream">Gives the file's bytes.</param>
    /// <param name="name">How messages call it.</param>
    /// <exception cref="DataFormatException">It is not a WAV file, or one of another codec.</exception>
    public WavReader(Stream stream, string name)
    {
        (_stream, _name) = (stream, name);
        Span<byte> head = _bytes.AsSpan(0, 12);
        int read = Fill(head);
        if (read == 0)
        {
            throw new DataFormatException($"{name} is empty. Pass a WAV file.");
        }

        string riff = Encoding.ASCII.GetString(head[..4]);
        if (read < 12 || riff != "RIFF" || !head[8..].SequenceEqual("WAVE"u8))
        {
            bool isUnread = riff is "RIFX" or "RF64";
            string what = isUnread ? $"is a WAV file of the kind {riff}, which is not supported"
                : "is not a WAV file: it does not begin with RIFF and WAVE";
            bool isSound = isUnread || riff == "RIFF" || head[..read].ContainsAnyInRange((byte)0, (byte)8);
            throw new DataFormatException(isSound
                ? $"{name} {what}. {WavCodec.Conversion(name)}"
                : $"{name} {what}. It seems to be a text file. Pass a recording.");
        }

        uint whole = BitConverter.ToUInt32(head[4..]);
        Format = FindData(isPiped: whole is 0 or Unknown);
    }

    /// <summary>What the head says.</summary>
    public WavFormat Format { get; }

    /// <summary>Whether the head said that there are more samples than came; known at the end.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Reads on.</summary>
    /// <param name="samples">Overwritten from its beginning: −1 … 1, the mean of the channels.</param>
    /// <returns>How many were read; 0 at the end.</returns>
    public int Read(Span<float> samples)
    {
        WavFormat format = Format;
        int frames = (int)Math.Min(
            Math.Min(samples.Length, _bytes.Length / format.FrameBytes), _left / format.FrameBytes);
        if (frames == 0)
        {
            return 0;
        }

        Span<byte> bytes = _bytes.AsSpan(0, frames * format.FrameBytes);
        int read = FillFrames(bytes, format.FrameBytes);
        IsCut |= read == 0 && !_isEndless;
        _left -= read;
        Decode(bytes[..read], format, samples);
        return read / format.FrameBytes;
    }

    private static void Decode(ReadOnlySpan<byte> bytes, WavFormat format, Span<float> samples)
    {
        int width = format.Bits / 8;
        for (int i = 0, at = 0; at < bytes.Length; i++)
        {
            float sum = 0;
            for (int c = 0; c < format.Channels; c++, at += width)
            {
                // Whole numbers are shifted to the top of 32 bits, which is exact up to 24.
                uint whole = 0;
                foreach (byte part in bytes.Slice(at, width))
                {
                    whole = (whole >> 8) | ((uint)part << 24);
                }

                sum += format.IsFloat ? BitConverter.UInt32BitsToSingle(whole)
                    : width == 1 ? (bytes[at] - 128) / 128f
                    : (int)whole / 2147483648f;
            }

            samples[i] = float.IsNaN(sum) ? 0 : Math.Clamp(sum / format.Channels, -1, 1);
        }
    }

    private WavFormat FindData(bool isPiped)
    {
        WavFormat? format = null;
        Span<byte> head = _bytes.AsSpan(0, 8);
        while (Fill(head) == 8)
        {
            uint size = BitConverter.ToUInt32(head[4..]);
            if (head[..4].SequenceEqual("fmt "u8))
            {
                format = ReadFormat(size);
            }
            else if (head[..4].SequenceEqual("data"u8))
            {
                _isEndless = size == Unknown || (size == 0 && isPiped);
                _left = _isEndless ? long.MaxValue : size;
                return format
                    ?? throw new DataFormatException(
                        $"{_name}: the samples come before the chunk 'fmt ' that says how they are written: the file "
                        + "was damaged. Record or convert it again.");
            }
            else
            {
                Skip(size + (long)(size & 1));
            }
        }

        throw new DataFormatException(
            $"{_name} ends before its {(format is null ? "chunk 'fmt '" : "samples")}: the file was cut. Record or "
            + "convert it again.");
    }

    private WavFormat ReadFormat(uint size)
    {
        if (size > LongestFormat)
        {
            throw new DataFormatException(
                $"{_name}: the chunk 'fmt ' claims {size:N0} bytes, so the file was damaged. Record or convert it "
                + "again.");
        }

        var chunk = new byte[size + (size & 1)];
        int read = Fill(chunk);
        return WavCodec.Parse(chunk.AsSpan(0, (int)Math.Min(read, size)), _name);
    }

    private void Skip(long count)
    {
        while (count > 0 && _stream.Read(_bytes.AsSpan(0, (int)Math.Min(count, _bytes.Length))) is var read && read > 0)
        {
            count -= read;
        }
    }

    /// <summary>As many bytes as there are.</summary>
    private int Fill(Span<byte> bytes) => _stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);

    /// <summary>
    /// At least one whole frame, but no waiting for more: a pipe gives what it has. Half a frame at the end is dropped.
    /// </summary>
    private int FillFrames(Span<byte> bytes, int frame)
    {
        int read = _stream.ReadAtLeast(bytes, frame, throwOnEndOfStream: false);
        int rest = (frame - (read % frame)) % frame;
        if (read >= frame && rest > 0)
        {
            read += _stream.ReadAtLeast(bytes.Slice(read, rest), rest, throwOnEndOfStream: false);
        }

        return read - (read % frame);
    }
}
