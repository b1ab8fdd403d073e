using System.Buffers.Text;

namespace Carousel.Benchmarks.Serving;

/// <summary>Reads responses of HTTP/1.1 out of what came over a connection so far, without copies.</summary>
internal static class HttpAnswer
{
    private const int MostHeadBytes = 1 << 16;

    /// <summary>Reads the first response.</summary>
    /// <param name="received">What came so far; the parts of a body in chunks are put together in it.</param>
    /// <param name="used">How many bytes the response has; 0 where it is not whole.</param>
    /// <param name="status">Its status.</param>
    /// <param name="body">Its body, in <paramref name="received"/>.</param>
    /// <returns>Whether it is whole.</returns>
    /// <exception cref="LoadException">That is no response.</exception>
    public static bool TryRead(Span<byte> received, out int used, out int status, out Span<byte> body)
    {
        (used, status) = (0, 0);
        body = default;
        int head = received.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return received.Length <= MostHeadBytes ? false : throw NoHttp();
        }

        ReadOnlySpan<byte> lines = received[..(head + 2)];
        if (!lines.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(lines[9..], out status, out int digits)
            || digits != 3)
        {
            throw NoHttp();
        }

        int start = head + 4;
        long length = 0;
        for (lines = Behind(lines); !lines.IsEmpty; lines = Behind(lines))
        {
            if (IsNamed(lines, "content-length:"u8))
            {
                ReadOnlySpan<byte> value = lines[15..].TrimStart((byte)' ');
                length = Utf8Parser.TryParse(value, out long number, out _) && number >= 0 ? number : throw NoHttp();
            }
            else if (IsNamed(lines, "transfer-encoding:"u8))
            {
                return TryReadChunks(received, start, out used, out body);
            }
        }

        if (received.Length - start < length)
        {
            return false;
        }

        body = received.Slice(start, (int)length);
        used = start + (int)length;
        return true;
    }

    /// <summary>The number behind a name in an object of JSON.</summary>
    /// <param name="body">The text.</param>
    /// <param name="name">The name in its quotation marks with the colon, such as <c>"next":</c>.</param>
    /// <returns>The number, or -1 where there is none.</returns>
    public static long Number(ReadOnlySpan<byte> body, ReadOnlySpan<byte> name)
    {
        int at = body.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(body[(at + name.Length)..].TrimStart((byte)' '), out long number, out _)
            ? number
            : -1;
    }

    // First all chunks have to be there: putting them together can't be undone.
    private static bool TryReadChunks(Span<byte> received, int start, out int used, out Span<byte> body)
    {
        used = 0;
        body = default;
        int at = start;
        while (true)
        {
            if (!TryReadSize(received, ref at, out int size))
            {
                return false;
            }

            if (size == 0)
            {
                break;
            }

            if (received.Length - at < (long)size + 2)
            {
                return false;
            }

            at += size + 2;
        }

        // Fields may stand behind the last chunk; an empty line is the end.
        while (true)
        {
            int line = received[at..].IndexOf("\r\n"u8);
            if (line < 0)
            {
                return false;
            }

            at += line + 2;
            if (line == 0)
            {
                break;
            }
        }

        used = at;
        int written = start;
        at = start;
        while (TryReadSize(received, ref at, out int size) && size > 0)
        {
            received.Slice(at, size).CopyTo(received[written..]);
            written += size;
            at += size + 2;
        }

        body = received[start..written];
        return true;
    }

    private static bool TryReadSize(ReadOnlySpan<byte> received, ref int at, out int size)
    {
        size = 0;
        int line = received[at..].IndexOf("\r\n"u8);
        if (line < 0)
        {
            return false;
        }

        if (!Utf8Parser.TryParse(received.Slice(at, line), out size, out int digits, 'x') || digits == 0 || size < 0)
        {
            throw NoHttp();
        }

        at += line + 2;
        return true;
    }

    private static ReadOnlySpan<byte> Behind(ReadOnlySpan<byte> lines) => lines[(lines.IndexOf("\r\n"u8) + 2)..];

    // Names have no case; of letters, bit 5 is the case.
    private static bool IsNamed(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name)
    {
        if (line.Length < name.Length)
        {
            return false;
        }

        for (int k = 0; k < name.Length; k++)
        {
            if ((line[k] | 0x20) != (name[k] | 0x20))
            {
                return false;
            }
        }

        return true;
    }

    private static LoadException NoHttp() => new("The server's answer is not HTTP/1.1. Is it the right address?");
}
