using Carousel.Autograd;
using Carousel.Jobs;
using Carousel.Jobs.Text;
using Carousel.Layers;

namespace Carousel.Language;

/// <summary>
/// A language model, opened: a step is a unit, a text is one sequence, of a FASTA file each entry is one.
/// </summary>
internal sealed class LanguageInspection(
    Backend backend, LanguageNetwork network, Tokenizer tokenizer, Func<JobInput, OpenText> read) : IInspectedModel
{
    /// <inheritdoc/>
    public Backend Backend => backend;

    /// <inheritdoc/>
    public SequenceLayer Reader => network.Reader;

    /// <inheritdoc/>
    public string StepName => tokenizer.UnitName;

    /// <inheritdoc/>
    public IReadOnlyList<InspectedSequence> Read(JobInput data, CancellationToken cancellation)
    {
        OpenText text = read(data);
        int[] units = text.Closed();
        string[] names = Names(units);
        bool isResidues = tokenizer.Kind == UnitKind.Residues;
        var sequences = new List<InspectedSequence>();
        int first = 0;
        for (int end = 1; end <= units.Length; end++)
        {
            if (end == units.Length || (isResidues && names[end - 1] == "\n"))
            {
                sequences.Add(new InspectedSequence(
                    !isResidues ? data.Name
                        : text.Entries.ElementAtOrDefault(sequences.Count) ?? $"entry {sequences.Count + 1}",
                    [.. units[first..end].Select(u => (float)u)], end - first)
                {
                    StepNames = names[first..end],
                });
                first = end;
            }
        }

        return sequences;
    }

    /// <summary>
    /// What each unit is. A character whose bytes are several units is the last of them, so that the names together are
    /// the text.
    /// </summary>
    private string[] Names(int[] units)
    {
        // Where a unit may end inside a character, one writer goes through the whole text.
        bool isInside = tokenizer.Kind is UnitKind.Bytes or UnitKind.Pieces;
        using var text = new StringWriter();
        var writer = new UnitWriter(tokenizer, text);
        string Written(int unit)
        {
            text.GetStringBuilder().Clear();
            writer.Write(unit);

            // A large text has few different names: each is kept once.
            return string.Intern(text.ToString());
        }

        return [.. units.Select(u => isInside ? Written(u) : string.Intern(tokenizer.Decode([u])))];
    }
}
