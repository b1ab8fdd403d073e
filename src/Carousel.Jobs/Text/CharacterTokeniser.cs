using System.Text;
using Carousel.Jobs.Options;

namespace Carousel.Jobs.Text;

/// <summary>The code points of a text, numbered in their own order.</summary>
internal sealed class CharacterTokeniser : Tokeniser
{
    private readonly byte[][] _bytes;
    private readonly Dictionary<int, int> _numbers;

    /// <summary>A tokeniser with a vocabulary.</summary>
    /// <param name="vocabulary">A code point each.</param>
    /// <exception cref="ArgumentException">An entry is not one code point.</exception>
    internal CharacterTokeniser(Vocabulary vocabulary)
        : base(UnitKind.Characters, vocabulary)
    {
        _bytes = [.. vocabulary.Entries.Select(Encoding.UTF8.GetBytes)];
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

    /// <summary>The tokeniser of a text's own characters.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The tokeniser.</returns>
    public static CharacterTokeniser Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new CharacterTokeniser(Vocabulary.Closed(
            text.EnumerateRunes().Distinct().Order().Select(rune => rune.ToString())));
    }

    /// <inheritdoc/>
    public override int[] Encode(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        var units = new List<int>(text.Length);
        int index = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (!_numbers.TryGetValue(rune.Value, out int number))
            {
                throw OptionTable.None.Unfit(
                    $"{TextPlace.Of(name, text, index)}: the character {TextPlace.Shown(rune)} is none of "
                    + $"the {Vocabulary.Count} that the model was trained on; leave it out, or train with {{Units}} "
                    + $"bytes.");
            }

            units.Add(number);
            index += rune.Utf16SequenceLength;
        }

        return [.. units];
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Utf8Of(int unit) => _bytes[unit];
}
