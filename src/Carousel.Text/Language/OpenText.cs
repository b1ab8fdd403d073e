using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Text;

namespace Carousel.Language;

/// <summary>A text that a model is applied to: it may have characters that the model has never seen.</summary>
internal sealed class OpenText(Tokenizer tokenizer, LanguageText text, int[] items)
{
    /// <summary>The units; ~c is a code point c that the vocabulary lacks.</summary>
    public int[] Items => items;

    /// <summary>What there is to say about its reading, and about characters that the vocabulary lacks.</summary>
    public IReadOnlyList<string> Notes =>
    [
        .. Optional.Of(text.Note),
        .. Optional.Of(Items.Count(i => i < 0) is > 0 and var strange
            ? $"The model does not know {FigureText.Counted(strange, "character")} of {text.Name}: each is scored by "
                + "the cost of spelling it, and the model does not read it."
            : null),
    ];

    /// <summary>The names of the entries of a FASTA file; none of other text.</summary>
    public IReadOnlyList<string> Entries => text.Entries;

    /// <summary>Cuts a text into units.</summary>
    /// <param name="tokenizer">Cuts it.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="DataFormatException">It holds no unit.</exception>
    public static OpenText Of(Tokenizer tokenizer, LanguageText text)
    {
        int[] items = tokenizer.EncodeOpen(text.Text, text.Name);
        return items.Length > 0
            ? new OpenText(tokenizer, text, items)
            : throw new DataFormatException($"{text.Name} contains no {tokenizer.UnitName}. Pass text.");
    }

    /// <summary>The units of a text that has no strange character.</summary>
    /// <exception cref="DataFormatException">It has one: its place is named.</exception>
    public int[] Closed() => Array.Exists(Items, i => i < 0) ? tokenizer.Encode(text.Text, text.Name) : Items;

    /// <summary>−ln p of each unit.</summary>
    /// <param name="known">Gives those of the units that the vocabulary has.</param>
    /// <param name="learned">How many units the model learned from.</param>
    /// <param name="cancellation">Stops it.</param>
    public float[] Surprises(
        Func<int[], CancellationToken, float[]> known, int learned, CancellationToken cancellation)
    {
        int[] units = [.. Items.Where(i => i >= 0)];
        float[] found = known(units, cancellation);
        if (units.Length == Items.Length)
        {
            return found;
        }

        var strange = new StrangeCharacters(learned);
        var all = new float[Items.Length];
        int next = 0;
        for (int i = 0; i < all.Length; i++)
        {
            if (Items[i] < 0)
            {
                all[i] = (float)strange.SurpriseOf(~Items[i]);
                strange.Pass(~Items[i]);
            }
            else
            {
                all[i] = (float)(found[next++] + strange.SurpriseOfKnown);
                strange.PassKnown();
            }
        }

        return all;
    }
}
