using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs.Measuring;
using Carousel.Tensors;

namespace Carousel.Tagging;

/// <summary>The likeliest labels by scores, found as the network finds them.</summary>
internal static class FieldLabels
{
    // Beyond these, what is found wrongly outweighs what is found on any text.
    private static readonly float[] _shifts = [0, 0.25f, 0.5f, 0.75f, 1, 1.25f, 1.5f];

    /// <summary>Decides.</summary>
    /// <param name="tape">Begun for each sentence.</param>
    /// <param name="scores">[T, C] of each sentence.</param>
    /// <param name="weights">Of labels after labels.</param>
    /// <param name="isChain">Whether labels are decided together.</param>
    /// <returns>[T] for each sentence.</returns>
    public static int[][] Of(Tape tape, IEnumerable<float[]> scores, ChainWeights weights, bool isChain)
    {
        int C = weights.Start.Length;
        return [.. scores.Select(own => isChain
            ? Together(tape, own, weights)
            : [.. Enumerable.Range(0, own.Length / C).Select(t => Likeliest.Of(own.AsSpan(t * C, C)))])];
    }

    /// <summary>
    /// How much less often no span is to be said, so that spans are found best: the likeliest labels leave out too
    /// many.
    /// </summary>
    /// <param name="outside">The label of no span.</param>
    /// <param name="labels">C.</param>
    /// <param name="f1">Of spans, by a shift.</param>
    /// <returns>[C].</returns>
    public static float[] Shift(int outside, int labels, Func<float[], double> f1) =>
        _shifts.Select(shift => Enumerable.Range(0, labels).Select(c => c == outside ? -shift : 0).ToArray())
            .MaxBy(f1)!;

    private static int[] Together(Tape tape, float[] scores, ChainWeights weights)
    {
        tape.Begin(TapeMode.Inference);
        int C = weights.Start.Length;
        var packing = new Packing();
        packing.Set([scores.Length / C]);
        Tensor found = tape.Arena.Allocate(new Shape(packing.Rows));
        tape.Backend.CrfDecode(
            packing, Of(new Shape(packing.Rows, C), scores), Of(new Shape(C), weights.Start),
            Of(new Shape(C, C), weights.Transition), Of(new Shape(C), weights.End), found);
        return Array.ConvertAll(found.ToArray(), label => (int)label);

        Tensor Of(Shape shape, float[] numbers)
        {
            Tensor tensor = tape.Arena.Allocate(shape);
            tensor.Write(numbers);
            return tensor;
        }
    }
}
