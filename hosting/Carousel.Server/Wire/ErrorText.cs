namespace Carousel.Server.Wire;

/// <summary>Errors as JSON, of every door.</summary>
internal static class ErrorText
{
    /// <summary>A text that is quoted in a message, cut after some letters.</summary>
    public static string Cut(string text, int most) => text.Length <= most ? text : text[..most] + "…";

    /// <summary>Writes <c>{"error": "…"}</c>.</summary>
    /// <param name="output">Takes it.</param>
    /// <param name="sentence">The error.</param>
    /// <param name="status">The status, for protocols that send none outside the text.</param>
    /// <param name="next">The number of the session's next step, where it helps.</param>
    public static void Write(TextBuffer output, string sentence, int? status, long? next)
    {
        output.Add("{\"error\":"u8).AddQuoted(sentence);
        if (status is { } number)
        {
            output.Add(",\"status\":"u8).Add(number);
        }

        if (next is { } step)
        {
            output.Add(",\"next\":"u8).Add(step);
        }

        output.Add("}"u8);
    }
}
