using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Networks;

/// <summary>Draws a chain as a graph: from the numbers of the data to the answer.</summary>
internal static class NetworkDrawing
{
    /// <summary>A share of the scale. If the rounding error of an offset is larger, a second step subtracts
    /// it.</summary>
    private const double LargestRest = 1e-5;

    /// <summary>Draws the answer: what is read is scaled first, the answer's function and scales come last.</summary>
    /// <param name="chain">The network.</param>
    /// <param name="graph">The drawing.</param>
    /// <param name="input">[time, batch, I], or symbols.</param>
    /// <param name="lengths">Of the sequences; null where all run to the end of the axis.</param>
    /// <returns>[time, batch, O], or [batch, O] where steps are pooled.</returns>
    public static GraphValue Draw(
        this NetworkChain chain, INetworkGraph graph, GraphValue input, GraphValue? lengths)
    {
        NetworkDesign design = chain.Design;
        if (design.InputScales is { } read)
        {
            // The offset first: near it the difference is exact, where a product would already be rounded.
            input = graph.Scale(input, [1], [.. read.Select(s => (float)-s.Offset)]);
            if (read.Any(s => Math.Abs(Rest(s)) > LargestRest * s.Scale))
            {
                input = graph.Scale(input, [1], [.. read.Select(Rest)]);
            }

            input = graph.Scale(input, [.. read.Select(s => (float)(1 / s.Scale))], [0]);
        }

        GraphValue values = Values(chain, graph, input, lengths);
        return design.Answer switch
        {
            PortableFunction.Softmax => graph.Softmax(values),
            PortableFunction.Logistic => graph.Activate(ElementwiseFunction.Logistic, values),
            _ when design.OutputScales is { } given => graph.Scale(
                values, [.. given.Select(s => (float)s.Scale)], [.. given.Select(s => (float)s.Offset)]),
            _ => values,
        };
    }

    /// <summary>The rounding error of an offset in single precision.</summary>
    private static float Rest(FittedScaler scale) => (float)((float)scale.Offset - scale.Offset);

    private static GraphValue Values(NetworkChain chain, INetworkGraph graph, GraphValue input, GraphValue? lengths)
    {
        Stack reader = chain.Reader;
        GraphValue rows = chain.Embedding is null ? input : graph.Apply(chain.Embedding, input);
        GraphState? start = reader.IsCausal ? graph.StateOf(reader, [.. rows.Axes.Skip(1)]) : null;
        (GraphValue hidden, GraphState final) = graph.Run(reader, rows, lengths, start);
        if (start is not null)
        {
            graph.Output(reader, final);
        }

        hidden = chain.Between is null ? hidden : graph.Run(chain.Between, hidden, lengths).Output;
        if (chain.Design.Pooling is null)
        {
            return hidden;
        }

        GraphValue pooled = chain.Pooling is null
            ? FinalStates(chain, graph, final)
            : graph.Pool(chain.Pooling, hidden, lengths);
        return chain.Head is null ? pooled : graph.Step(chain.Head, pooled, null).Output;
    }

    private static GraphValue FinalStates(NetworkChain chain, INetworkGraph graph, GraphState final)
    {
        NetworkLayer last = chain.Design.Layers.Last(l => l.IsRecurrent);
        int kept = last.Cell!.States.Count;
        return last.Bidirectional
            ? graph.Concatenate(final.Cells[^(2 * kept)], final.Cells[^kept])
            : final.Cells[^kept];
    }
}
