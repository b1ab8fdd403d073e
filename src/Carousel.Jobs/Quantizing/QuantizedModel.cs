using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Jobs.Quantizing;

/// <summary>Puts a loaded model of any job into 8 bits.</summary>
internal static class QuantizedModel
{
    private const double LargestShare = 0.75;

    /// <summary>Says why a model can't be put into 8 bits, if it can't.</summary>
    /// <param name="model">A loaded model.</param>
    /// <param name="name">How messages call its file.</param>
    /// <exception cref="OptionException">It is in 8 bits already, or has no matrix that can be.</exception>
    public static void RequireQuantizable(IJobModel model, string name)
    {
        if (Parameters(model).Any(p => p.Quantized is not null))
        {
            throw new OptionException(
                $"{name} is in 8 bits already: quantise the model in float32 that it was made from.");
        }

        if (!model.Networks.SelectMany(n => n.QuantizableParameters()).Any())
        {
            string cells = string.Join(
                ", ", RecurrentCell.All.Where(c => c.IsQuantizable)
                    .Select(c => $"no {c.Name}{(c.HasVariants ? " without variants" : "")}"));
            throw new OptionException(
                $"{name} has nothing that can be put into 8 bits: {cells}, no dense layer, no embedding.");
        }
    }

    /// <summary>Says why units of a model can't be left out, if they can't.</summary>
    /// <param name="model">A loaded model.</param>
    /// <param name="name">How messages call its file.</param>
    /// <param name="share">Above 0, at most 0.75.</param>
    /// <exception cref="OptionException">The share is out of range, or of no layer as much as a unit.</exception>
    public static void RequirePrunable(IJobModel model, string name, double share)
    {
        if (share is not (> 0 and <= LargestShare))
        {
            throw new OptionException($"{{Prune}} must be above 0 and at most {LargestShare}, but is {share}.");
        }

        (int Pruned, int Units)[] counts = [.. model.Networks.Select(n => n.CountPrunedUnits(share))];
        if (counts.Sum(c => c.Pruned) == 0)
        {
            throw counts.Sum(c => c.Units) == 0
                ? new OptionException($"{{Prune}} leaves out units of LSTM layers without variants; {name} has none.")
                : new OptionException($"{{Prune}} {share} is less than one unit of any layer of {name}. Pass more.");
        }
    }

    /// <summary>Leaves out a share of the units of every LSTM without variants: those that contribute least.</summary>
    /// <param name="model">A loaded model; its weights change.</param>
    /// <param name="name">How messages call its file.</param>
    /// <param name="share">Above 0, at most 0.75.</param>
    /// <returns>How many units of how many.</returns>
    /// <exception cref="OptionException">The share is out of range, or of no layer as much as a unit.</exception>
    public static (int Pruned, int Units) Prune(IJobModel model, string name, double share)
    {
        RequirePrunable(model, name, share);
        (int pruned, int units) = (0, 0);
        foreach (Layer network in model.Networks)
        {
            (int left, int all) = network.PruneUnits(share);
            (pruned, units) = (pruned + left, units + all);
        }

        return (pruned, units);
    }

    /// <summary>Puts every matrix that inference can read in 8 bits into them.</summary>
    /// <param name="model">A loaded model; it computes in 8 bits from then on, and is saved so.</param>
    /// <param name="name">How messages call its file.</param>
    /// <returns>Which weights are in which format.</returns>
    /// <exception cref="OptionException">It is in 8 bits already, or has no matrix that can be.</exception>
    /// <exception cref="ModelFileException">A weight is infinite or not a number.</exception>
    public static WeightSummary Quantize(IJobModel model, string name)
    {
        RequireQuantizable(model, name);
        try
        {
            foreach (Layer network in model.Networks)
            {
                network.Quantize();
            }
        }
        catch (ArgumentException exception)
        {
            throw new ModelFileException($"{name} can't be put into 8 bits: {exception.Message}", exception);
        }

        return WeightSummary.Of(Parameters(model));
    }

    private static IEnumerable<Parameter> Parameters(IJobModel model) => model.Networks.SelectMany(n => n.Parameters);
}
