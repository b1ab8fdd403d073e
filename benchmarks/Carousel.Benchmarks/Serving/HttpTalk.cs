using System.Globalization;
using System.Text;

namespace Carousel.Benchmarks.Serving;

/// <summary>Requests over HTTP/1.1, one after the other on a connection that stays.</summary>
internal abstract class HttpTalk : LoadTalk
{
    /// <summary>Digits of a step's number, with blanks before them: so all requests are of one length.</summary>
    protected const int NumberDigits = 19;

    /// <summary>What stands before a body.</summary>
    /// <param name="method">Such as POST.</param>
    /// <param name="address">Host and path.</param>
    /// <param name="fields">More fields, each with the end of its line.</param>
    /// <param name="length">Bytes of the body.</param>
    protected static byte[] Head(string method, Uri address, string fields, int length) => Encoding.ASCII.GetBytes(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{method} {address.AbsolutePath} HTTP/1.1\r\nHost: {address.Authority}\r\n{fields}"
            + $"Content-Length: {length}\r\n\r\n"));

    /// <summary>One step as JSON, with blanks where the number goes.</summary>
    /// <param name="width">Values of the row.</param>
    /// <returns>The text, and where the number ends.</returns>
    protected static (byte[] Body, int NumberEnd) Step(int width)
    {
        const string before = "{\"from\":";
        string row = string.Join(',', LoadRow.Of(width).Select(v => v.ToString(CultureInfo.InvariantCulture)));
        string body = $"{before}{new string(' ', NumberDigits - 1)}1,\"rows\":[[{row}]]}}";
        return (Encoding.ASCII.GetBytes(body), before.Length + NumberDigits);
    }

    /// <summary>Writes a number so that it ends at a place, with blanks before it.</summary>
    protected static void WriteNumber(Span<byte> text, long number)
    {
        text.Fill((byte)' ');
        for (int at = text.Length; number > 0; number /= 10)
        {
            text[--at] = (byte)('0' + (number % 10));
        }
    }

    /// <summary>What a server said, as far as a person reads it.</summary>
    public static string Text(ReadOnlySpan<byte> body) => Encoding.UTF8.GetString(body[..Math.Min(body.Length, 300)]);

    /// <summary>Whether the server had no room; else anything but success ends the measurement.</summary>
    protected static bool IsRefused(int status, ReadOnlySpan<byte> body) => status switch
    {
        200 => false,
        429 or 503 => true,
        _ => throw new LoadException($"The server answered with status {status}: {Text(body)}"),
    };
}
