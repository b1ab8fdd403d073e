using System.Text;

namespace Carousel.Tasks.Tagging;

/// <summary>Labelled sentences as text: a token a line, columns between tabs, a blank line behind each sentence.</summary>
internal static class TagText
{
    /// <summary>Tokens and the labels found.</summary>
    public static void Write(TextWriter output, TokenSentence sentence, IReadOnlyList<string> found)
    {
        for (int t = 0; t < found.Count; t++)
        {
            output.Write(sentence.Tokens[t]);
            output.Write('\t');
            output.Write(found[t]);
            output.Write('\n');
        }

        output.Write('\n');
    }

    /// <summary>Tokens, the true labels and the labels found, as conlleval takes them.</summary>
    public static string Compared(IReadOnlyList<TokenSentence> sentences, IReadOnlyList<IReadOnlyList<string>> found)
    {
        var text = new StringBuilder();
        for (int s = 0; s < sentences.Count; s++)
        {
            for (int t = 0; t < found[s].Count; t++)
            {
                text.Append(sentences[s].Tokens[t]).Append('\t').Append(sentences[s].Labels[t]).Append('\t').Append(found[s][t]).Append('\n');
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
