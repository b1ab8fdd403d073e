namespace Carousel.Interchange.Onnx;

/// <summary>
/// The inputs other than the sequences that a network accepts: states at which recurrent layers begin, and lengths. Any
/// other input changes the answer, and a network has one input.
/// </summary>
internal sealed class ChainSideBranch
{
    private readonly HashSet<OnnxPort> _states = [], _lengths = [];

    /// <summary>Checks that a node with rows reads other inputs only as states or lengths.</summary>
    /// <param name="node">The node.</param>
    /// <param name="isRecurrent">Whether it is a recurrent one.</param>
    /// <exception cref="OnnxNotTakenException">It reads one as something else.</exception>
    public void Require(ChainNode node, bool isRecurrent)
    {
        for (int i = 0; i < node.Inputs.Count; i++)
        {
            if (node.At(i) is not KnownValue { Source: { } source })
            {
                continue;
            }

            bool isTaken = source.IsPlain && (isRecurrent, node.Node.OpType) switch
            {
                (true, _) => i is 5 or 6 || (i == 4 && source.IsOfWholes),
                (_, "Where") => i == 0 && source.IsMask,
                (_, "Mul") => source.IsMask,
                (_, "Div") => i == 1 && source.IsOfWholes && node.At(0) is RowsValue { Part: ChainPart.Total },
                (_, "Concat") => !source.IsOfWholes,
                _ => false,
            };
            if (!isTaken)
            {
                throw Other(node, source);
            }

            foreach (OnnxPort port in source.Ports)
            {
                (port.Type.IsReal() ? _states : _lengths).Add(port);
            }
        }
    }

    /// <summary>A refusal of an input that is read as something else.</summary>
    public static OnnxNotTakenException Other(ChainNode node, ChainSource source) =>
        node.Refused(
            $"reads the input {source.Names}, which is neither the sequences nor a first state of a recurrent node nor "
            + $"lengths; a network has one input");

    /// <summary>What became of each other input, a sentence each.</summary>
    public IEnumerable<string> Notes(OnnxModel model, OnnxPort sequences, string answer)
    {
        static string Listed(IEnumerable<OnnxPort> ports) => string.Join(", ", ports.Select(p => $"'{p.Name}'"));
        OnnxPort[] unread =
        [
            .. model.Inputs.Where(i => i != sequences && !_states.Contains(i) && !_lengths.Contains(i)),
        ];
        if (_states.Count > 0)
        {
            yield return $"the states {Listed(_states)} begin at zero";
        }

        if (_lengths.Count > 0)
        {
            yield return $"the lengths {Listed(_lengths)} are not an input of the network: each sequence has a length";
        }

        if (unread.Length > 0)
        {
            yield return $"not read for the answer '{answer}': the inputs {Listed(unread)}";
        }
    }
}
