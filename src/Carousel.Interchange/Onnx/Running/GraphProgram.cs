using Carousel.Interchange.Onnx.Reading;
using Carousel.Interchange.Onnx.Running.Recurrent;

namespace Carousel.Interchange.Onnx.Running;

/// <summary>
/// A graph whose operators are ready to run. Values are let go behind the last operator that reads them.
/// </summary>
internal sealed class GraphProgram
{
    private readonly OnnxGraph _graph;
    private readonly (OnnxNode Node, NodeRun Run)[] _steps;
    private readonly Dictionary<string, int> _uses = new(StringComparer.Ordinal);

    /// <summary>Makes a graph ready.</summary>
    /// <exception cref="OnnxNotTakenException">An operator, or an attribute of one, is none that Carousel
    /// runs.</exception>
    /// <exception cref="Storage.ModelFileException">An attribute has a value that can't be.</exception>
    /// <param name="graph">The graph.</param>
    /// <param name="dequantises">Whether LSTMs with weights in 8 bits run with the numbers that their bytes stand
    /// for.</param>
    public GraphProgram(OnnxGraph graph, bool dequantises = false)
    {
        _graph = graph;
        _steps =
        [
            .. graph.Nodes.Select(
                n => (n, dequantises && DequantisedLstm.Is(n) ? DequantisedLstm.Run(n) : OperatorCatalogue.Make(n))),
        ];
        foreach (string name in graph.Nodes.SelectMany(n => n.Reads).Concat(graph.Outputs))
        {
            _uses[name] = _uses.GetValueOrDefault(name) + 1;
        }
    }

    /// <summary>Runs the graph.</summary>
    /// <param name="scope">Its inputs are among the values.</param>
    /// <returns>Its outputs, in the file's order.</returns>
    public OnnxTensor[] Run(RunScope scope)
    {
        var uses = new Dictionary<string, int>(_uses, StringComparer.Ordinal);
        foreach ((OnnxNode node, NodeRun run) in _steps)
        {
            scope.Resources.Cancellation.ThrowIfCancellationRequested();
            RunNode(node, run, scope);
            Release(node, scope, uses);
        }

        return Array.ConvertAll(_graph.Outputs, name => scope[name]);
    }

    private static void RunNode(OnnxNode node, NodeRun run, RunScope scope)
    {
        OnnxTensor?[] given = Array.ConvertAll(node.Inputs, name => name.Length > 0 ? scope[name] : null);
        scope.Resources.Memory.Begin();
        try
        {
            Keep(node, run(new NodeCall(node, given, scope.Resources, scope)), scope);
        }
        finally
        {
            scope.Resources.Memory.End();
            scope.Resources.Room.EndOperator();
        }
    }

    private static void Keep(OnnxNode node, OnnxTensor[] made, RunScope scope)
    {
        for (int i = 0; i < node.Outputs.Length; i++)
        {
            if (node.Outputs[i].Length > 0)
            {
                OnnxTensor value = i < made.Length
                    ? made[i]
                    : throw node.NotTaken(
                        $"is asked for {i + 1} outputs, of which the last is none that Carousel makes.");
                scope.Set(node.Outputs[i], value);
                if (node.Reads.Length == 0)
                {
                    // A constant, the same in each run.
                    scope.Resources.Kept.Add(value);
                }
            }
        }
    }

    private static void Release(OnnxNode node, RunScope scope, Dictionary<string, int> uses)
    {
        foreach (string name in node.Reads)
        {
            if (name.Length > 0 && --uses[name] == 0)
            {
                scope.Drop(name);
            }
        }

        foreach (string name in node.Outputs)
        {
            if (uses.GetValueOrDefault(name) == 0)
            {
                scope.Drop(name);
            }
        }
    }
}
