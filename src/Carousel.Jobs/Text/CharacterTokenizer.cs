using System.Text;
using Carousel.Data;
using Carousel.Jobs.Options;

namespace Carousel.Jobs.Text;

/// <summary>The code points of a text, numbered in their own order.</summary>
internal sealed class CharacterTokenizer : Tokenizer
{
    private readonly Dictionary<int, int> _numbers;

    /// <summary>A tokeniser with a vocabulary.</summary>
    /// <param name="vocabulary">A code point each.</param>
    /// <exception cref="ArgumentException">An entry is not one code point.</exception>
    internal CharacterTokenizer(Vocabulary vocabulary)
        : base(UnitKind.Characters, vocabulary)
    {
        _numbers = [];
        foreach (string entry in vocabulary.Entries)
        {
            if (!Rune.TryGetRuneAt(entry, 0, out Rune rune) || rune.Utf16SequenceLength != entry.Length)
            {
                throw new ArgumentException($"'{entry}' is not one character.", nameof(vocabulary));
            }

            _numbers.Add(rune.Value, _numbers.Count);
        }
    }

    /// <summary>The tokeniser of the characters of a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The tokeniser.</returns>
    public static CharacterTokenizer Of(string text) =>
        new CharacterTokenizer(Vocabulary.Closed(
            text.EnumerateRunes().Distinct().Order().Select(rune => rune.ToString())));

    /// <inheritdoc/>
    public override int[] Encode(string text, string name)
    {
        int[] units = EncodeOpen(text, name);
        return Array.FindIndex(units, u => u < 0) is >= 0 and var first ? throw Strange(text, name, first) : units;
    }

    /// <inheritdoc/>
    public override int[] EncodeOpen(string text, string name) =>
        [.. text.EnumerateRunes().Select(rune => _numbers.GetValueOrDefault(rune.Value, ~rune.Value))];

    /// <summary>Says which character the vocabulary lacks, and where it stands.</summary>
    private DataFormatException Strange(string text, string name, int place)
    {
        int index = text.EnumerateRunes().Take(place).Sum(r => r.Utf16SequenceLength);
        return OptionTable.None.Unfit(
            $"{TextPlace.Of(name, text, index)}: the character {TextPlace.Shown(Rune.GetRuneAt(text, index))} is not "
            + $"one of the {Vocabulary.Count} that the model was trained on; leave it out, or train with {{Units}} "
            + $"bytes.");
    }
}
