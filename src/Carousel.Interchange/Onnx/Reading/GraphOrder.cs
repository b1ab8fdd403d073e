using Carousel.Interchange.Onnx.Protocol;
using Carousel.Storage;

namespace Carousel.Interchange.Onnx;

/// <summary>
/// Sorts the operators of a graph so that each comes after those whose values it reads, and finds impossible names.
/// </summary>
internal static class GraphOrder
{
    /// <summary>Orders the nodes; those of a file in order keep their order.</summary>
    /// <param name="file">The file, for messages.</param>
    /// <param name="nodes">The nodes as the file has them.</param>
    /// <param name="graph">Its inputs and outputs.</param>
    /// <param name="constants">The names of the weights.</param>
    /// <exception cref="ModelFileException">A value is made twice or never, or nodes wait for each
    /// other.</exception>
    public static OnnxNode[] Of(
        string file, OnnxNode[] nodes, GraphProto graph, IEnumerable<string> constants)
    {
        var known = new HashSet<string>(constants, StringComparer.Ordinal);
        var inputs = new HashSet<string>();
        foreach (ValueInfoProto input in graph.Input)
        {
            if (!inputs.Add(input.Name))
            {
                throw Refusal.Of(
                    $"{file}: the input '{input.Name}' appears twice. The file is damaged: export it again.");
            }

            known.Add(input.Name);
        }

        Dictionary<string, OnnxNode> makers = Makers(file, nodes, known);
        var outputs = new HashSet<string>();
        foreach (ValueInfoProto output in graph.Output)
        {
            if (!outputs.Add(output.Name))
            {
                throw Refusal.Of(
                    $"{file}: the output '{output.Name}' appears twice. The file is damaged: export it again.");
            }

            if (!known.Contains(output.Name) && !makers.ContainsKey(output.Name))
            {
                throw Refusal.Of(
                    $"{file}: no operator makes the output '{output.Name}'. The file is damaged: export it again.");
            }
        }

        return Sort(file, nodes, makers, known);
    }

    private static Dictionary<string, OnnxNode> Makers(string file, OnnxNode[] nodes, HashSet<string> known)
    {
        var makers = new Dictionary<string, OnnxNode>();
        foreach (OnnxNode node in nodes)
        {
            foreach (string output in node.Outputs)
            {
                if (output.Length > 0 && (known.Contains(output) || !makers.TryAdd(output, node)))
                {
                    string clash = makers.TryGetValue(output, out OnnxNode? other)
                        ? $"{other.Label} also makes"
                        : "is an input or a weight";
                    throw node.Wrong(
                        $"makes '{OneLine.Shown(output)}', which {clash}. {file} is damaged: export it again.");
                }
            }
        }

        return makers;
    }

    private static OnnxNode[] Sort(
        string file, OnnxNode[] nodes, Dictionary<string, OnnxNode> makers, HashSet<string> known)
    {
        var sorted = new List<OnnxNode>(nodes.Length);
        var state = new Dictionary<OnnxNode, bool>(nodes.Length);
        var path = new Stack<(OnnxNode Node, int Input)>();
        foreach (OnnxNode first in nodes)
        {
            if (!state.TryAdd(first, false))
            {
                continue;
            }

            // An explicit stack: a chain may be longer than the thread's stack.
            path.Push((first, 0));
            while (path.TryPop(out var at))
            {
                if (at.Input == at.Node.Inputs.Length)
                {
                    state[at.Node] = true;
                    sorted.Add(at.Node);
                    continue;
                }

                path.Push((at.Node, at.Input + 1));
                string input = at.Node.Inputs[at.Input];
                if (input.Length == 0 || known.Contains(input))
                {
                    continue;
                }

                if (!makers.TryGetValue(input, out OnnxNode? maker))
                {
                    throw at.Node.Wrong(
                        $"reads '{OneLine.Shown(input)}', which no operator makes and which is neither an input nor a "
                        + $"weight. {file} is damaged: export it again.");
                }

                if (state.TryAdd(maker, false))
                {
                    path.Push((maker, 0));
                }
                else if (!state[maker])
                {
                    throw at.Node.Wrong(
                        $"reads '{OneLine.Shown(input)}' of {maker.Label}, which depends on it in turn. "
                        + $"Carousel reads only graphs without cycles.");
                }
            }
        }

        return [.. sorted];
    }
}
