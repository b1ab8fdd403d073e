using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Report;

namespace Carousel.Inspection.Looks;

/// <summary>
/// What answers hung on, as a section of the report of a fit: integrated gradients of a few examples.
/// </summary>
internal static class AttributionSection
{
    // A few examples of a report take a second or two: sixteen points of a sequence of 12,500 steps.
    private const long MostRows = 200_000;
    private const int FewestPoints = 16;

    /// <summary>Makes the section.</summary>
    /// <param name="model">The model.</param>
    /// <param name="share">How much of its answers the network gives.</param>
    /// <param name="examples">The examples, one at least.</param>
    /// <param name="rule">How they were chosen, a sentence.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The section; null where the model gives no score that could be traced back.</returns>
    public static Section? Of(
        IInspectedModel model, AnswerShare share, IReadOnlyList<AttributionExample> examples, string rule,
        CancellationToken cancellation)
    {
        if (model.ScoreName.Length == 0 || examples.Count == 0)
        {
            return null;
        }

        var blocks = new List<Block>();
        foreach (AttributionExample example in examples)
        {
            if (example.Sequence.Steps > MostRows / FewestPoints)
            {
                blocks.Add(new Paragraph(
                    $"{example.Title}: {FigureText.Counted(example.Sequence.Steps, model.StepName)} take too long "
                    + "here; carousel inspect attribute traces them back.", Tone.Quiet));
                continue;
            }

            AttributedSequence found = Attributor.Of(
                model, example.Sequence, example.Answer, MostRows, cancellation);
            blocks.AddRange(AttributionBlocks.Of(example.Title, found, model));
        }

        string[] notes = [.. Optional.Of(share.InspectionNote), .. model.Notes];
        blocks.AddRange(notes.Select(note => new Paragraph(note, Tone.Quiet)));
        return new Section("What drove the answer", blocks)
        {
            Lead =
                $"{rule} Integrated gradients (Sundararajan, Taly and Yan 2017) divide the difference between "
                + $"the {model.ScoreName} and its value with {model.BaselineName} among the {model.StepName}s and "
                + "inputs. They show what moved this model and do not prove causes in the real world.",
        };
    }
}
