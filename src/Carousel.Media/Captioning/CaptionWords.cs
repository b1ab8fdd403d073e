using System.Text;
using Carousel.Jobs.Text;

namespace Carousel.Captioning;

/// <summary>Sentences as numbers of words and back. Letters are small; the last number ends a sentence.</summary>
internal sealed class CaptionWords(Vocabulary vocabulary)
{
    public Vocabulary Vocabulary { get; } = vocabulary;

    /// <summary>V: words and the end.</summary>
    public int Count => Vocabulary.Count + 1;

    public int End => Vocabulary.Count;

    public static CaptionWords Of(IEnumerable<string> sentences) =>
        new(Vocabulary.Open(Vocabulary.CountOf(sentences.SelectMany(Split))));

    /// <summary>The words of a sentence in small letters; a full stop at its end is left out.</summary>
    public static string[] Split(string sentence)
    {
        string[] words =
        [
            .. WordSplitter.Split(sentence.ToLowerInvariant()).Select(w => w.Text)
                .Where(w => w != WordSplitter.LineEnd),
        ];
        return words is [.., "."] ? words[..^1] : words;
    }

    /// <summary>The numbers of a sentence, followed by the end symbol.</summary>
    public int[] Encode(string sentence) => [.. Split(sentence).Select(Vocabulary.NumberOf), End];

    public string[] Decode(IReadOnlyList<int> symbols) =>
        [.. symbols.Select(s => s < Vocabulary.Count ? Vocabulary.Entries[s] : "")];

    /// <summary>Words as running text.</summary>
    public static string Join(IReadOnlyList<string> words)
    {
        var text = new StringBuilder();
        for (int k = 0; k < words.Count; k++)
        {
            text.Append(
                k > 0 && words[k].Length > 0 && words[k - 1].Length > 0
                    && WordSplitter.IsSpaceBetween(words[k - 1], words[k])
                    ? " "
                    : "").Append(words[k]);
        }

        return text.ToString();
    }

    /// <summary>
    /// A sentence in the form that is compared: in lower case, split into words and marks like the network's output.
    /// </summary>
    public static string Plain(string sentence) => Join(Split(sentence));
}
