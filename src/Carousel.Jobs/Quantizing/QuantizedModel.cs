using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Jobs.Quantizing;

/// <summary>Puts a loaded model of any job into 8 bits.</summary>
internal static class QuantizedModel
{
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
