namespace Carousel.Studio.Messages;

/// <summary>
/// A sentence names a file by where the studio keeps it; the user knows it by its name alone, as the command line says
/// it.
/// </summary>
internal static class PlainSentence
{
    /// <summary>The sentence with the bare names of files.</summary>
    /// <param name="sentence">The sentence.</param>
    public static string Of(string sentence)
    {
        string[] words = sentence.Split(' ');
        for (int k = 0; k < words.Length; k++)
        {
            int name = words[k].LastIndexOfAny(['/', '\\']) + 1;
            if (name > 1 && Path.IsPathRooted(words[k]))
            {
                words[k] = words[k][name..];
            }
        }

        return string.Join(' ', words);
    }
}
