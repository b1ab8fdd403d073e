namespace Carousel.Server.Wire;

/// <summary>Errors as JSON, of every door.</summary>
internal static class ErrorText
{
    /// <summary>Writes <c>{"error": "…"}</c>.</summary>
    /// <param name="output">Takes it.</param>
    /// <param name="sentence">The error.</param>
    /// <param name="status">The status, for protocols that send none outside the text.</param>
    /// <param name="next">The number of the session's next step, where it helps.</param>
    public static void Write(TextBuffer output, string sentence, int? status, long? next)
    {
        output.Add("{\"error\":"u8);
        output.AddQuoted(sentence);
        if (status is { } number)
        {
            output.Add(",\"status\":"u8);
            output.Add(number);
        }

        if (next is { } step)
        {
            output.Add(",\"next\":"u8);
            output.Add(step);
        }

        output.Add("}"u8);
    }
}
