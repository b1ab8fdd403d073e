namespace Carousel.Storage;

/// <summary>What messages quote of a file or a command line: its beginning says enough.</summary>
internal static class QuotedText
{
    /// <summary>The most characters that are quoted.</summary>
    public const int Most = 80;

    private const int LongestMessage = 2000;

    /// <summary>
    /// A message in which each quotation is cut at <see cref="Most"/> characters.
    /// </summary>
    /// <param name="message">The message; its quotations are in single quotation marks.</param>
    /// <returns>The message itself where there is nothing to cut.</returns>
    public static string Cut(string message)
    {
        if (message.Length <= Most)
        {
            return message;
        }

        var parts = new List<string>();
        int done = 0;
        for (int open = NextOpen(message, 0); open >= 0;)
        {
            int close = NextClose(message, open + 1);
            if (close < 0)
            {
                break;
            }

            if (close - open - 1 > Most)
            {
                parts.Add(Beginning(message[done..close], open + 1 - done + Most));
                done = close;
            }

            open = NextOpen(message, close + 1);
        }

        return Beginning(parts.Count == 0 ? message : string.Concat(parts) + message[done..], LongestMessage);
    }

    private static string Beginning(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        // Not between the halves of one character.
        int kept = char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1;
        return text[..kept] + "…";
    }

    // An apostrophe follows a letter, an opening quotation mark does not. A closing one is not followed by a
    // letter.
    private static int NextOpen(string text, int from)
    {
        int at = text.IndexOf('\'', from);
        while (at > 0 && char.IsLetterOrDigit(text[at - 1]))
        {
            at = text.IndexOf('\'', at + 1);
        }

        return at;
    }

    private static int NextClose(string text, int from)
    {
        int at = text.IndexOf('\'', from);
        while (at >= 0 && at + 1 < text.Length && char.IsLetterOrDigit(text[at + 1]))
        {
            at = text.IndexOf('\'', at + 1);
        }

        return at;
    }
}
