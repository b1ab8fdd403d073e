using System.Text.Json.Serialization;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Text;
using Carousel.Layers;

namespace Carousel.Handwriting;

/// <summary>The network that draws. Kept in the model file.</summary>
/// <param name="Cells">The recurrent layers.</param>
/// <param name="Components">M: components of the mixture.</param>
/// <param name="Scale">What offsets are divided by.</param>
/// <param name="Classes">Classes that a drawing can be asked for; none where drawings have no labels.</param>
internal sealed record PenDesign(CellDesign Cells, int Components, double Scale, IReadOnlyList<string> Classes)
{
    /// <summary>The least deviation of a component, in units of the offsets' deviation.</summary>
    public const float Floor = 0.01f;

    /// <summary>Most classes that a drawing can be asked for.</summary>
    public const int MostClasses = 1000;

    /// <summary>I: the offset before, its lift, and the class as one of several.</summary>
    [JsonIgnore]
    public int Inputs => 3 + Classes.Count;

    /// <summary>K: values of the mixture, and the logit of the end where the pen is lifted.</summary>
    [JsonIgnore]
    public int Outputs => (6 * Components) + 2;

    /// <summary>Whether the sizes are ones that can be built: of a design that comes from a file.</summary>
    [JsonIgnore]
    public bool IsInRange =>
        Cells.IsInRange && !Cells.Bidirectional && Components is >= 1 and <= 100 && Scale > 0 && double.IsFinite(Scale)
            && Classes.Count <= MostClasses;

    /// <summary>What the network is called in a line.</summary>
    public string Describe() => $"{Cells.Describe()}, mixture of {Components}";

    /// <summary>The network, not yet built.</summary>
    public Stack MakeNetwork() =>
        new(
            CellStack.Make(Cells, Inputs), new Dropout(Cells.OutputSize, (float)Cells.Dropout),
            new Dense(Cells.OutputSize, Outputs));

    /// <summary>The distribution of the next offset.</summary>
    /// <param name="row">[K], what the network gives.</param>
    /// <param name="bias">How far it prefers the likeliest offsets.</param>
    public OffsetMixture Mixture(ReadOnlySpan<float> row, double bias = 0) => new(row, Components, Floor, bias);

    /// <summary>Offsets of drawings; those of one point have none and are left out.</summary>
    /// <exception cref="DataFormatException">No drawing has two points, or a class is not known.</exception>
    public IReadOnlyList<PenOffsets> Offsets(string name, IReadOnlyList<Drawing> drawings)
    {
        var numbers = Vocabulary.Closed(Classes);
        PenOffsets[] offsets = [.. drawings.Where(d => d.Points.Count > 1)
            .Select(
                d =>
                    PenOffsets.Of(
                        d.Points, Scale, numbers.NumberOf(d.Label) is var label && (label >= 0 || Classes.Count == 0)
                        ? label
                        : throw new DataFormatException(
                            name, d.Line, 0,
                            $"the class '{d.Label}' does not occur in the training data. Correct it, remove the "
                            + "drawing, or train on more drawings of it.")))];
        return offsets.Length > 0
            ? offsets
            : throw new DataFormatException($"{name}: no drawing has two points. Pass drawings with more.");
    }

    /// <summary>What the network reads of a drawing.</summary>
    /// <returns>[T, I].</returns>
    public float[] Read(PenOffsets drawing)
    {
        var inputs = new float[drawing.Count * Inputs];
        for (int t = 0; t < drawing.Count; t++)
        {
            WriteInput(drawing.Move(t).Before, drawing.Class, inputs.AsSpan(t * Inputs, Inputs));
        }

        return inputs;
    }

    /// <summary>Writes what the network reads at a step: what came before, and the class.</summary>
    /// <param name="before">The offset before, and whether the pen was lifted after it.</param>
    /// <param name="label">The number of the class; −1 without classes.</param>
    /// <param name="input">[I], overwritten.</param>
    public static void WriteInput((double X, double Y, bool Lifted) before, int label, Span<float> input)
    {
        input.Clear();
        (input[0], input[1], input[2]) = ((float)before.X, (float)before.Y, before.Lifted ? 1 : 0);
        if (label >= 0)
        {
            input[3 + label] = 1;
        }
    }
}
