using Carousel.Layers;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Interchange.Onnx;

/// <summary>
/// Follows the model's input through the graph. Prime numbers that occur nowhere in the model represent free sizes, so
/// that results of nodes on sizes can be computed.
/// </summary>
internal sealed class ChainReader
{
    private const int FirstMark = 97, MostCandidates = 4;

    // Attributes that change nothing of what an operator gives outside training, or with the types that are read.
    private static readonly HashSet<string> _idle = new()
    {
        "momentum", "noop_with_empty_axes", "ratio", "round_mode", "saturate", "seed", "stash_type",
    };

    private readonly OnnxModel _model;
    private readonly ChainInput _input;
    private readonly ChainMemory _memory;
    private readonly ChainFactor _steps;
    private readonly ChainSideBranch _beside = new();
    private readonly Dictionary<string, ChainValue> _values = [];

    private ChainReader(OnnxModel model, ChainInput input, ChainMemory memory, ChainFactorKind time)
    {
        (_model, _input, _memory) = (model, input, memory);
        _steps = new ChainFactor(time, time == ChainFactorKind.First ? input.First : input.Second);
    }

    /// <summary>Reads a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="mostBytes">Memory that may be made of it, without the content of its file.</param>
    /// <returns>The chain.</returns>
    /// <exception cref="OnnxNotTakenException">The model is not a chain of known layers; the message names the
    /// node.</exception>
    public static Chain Read(OnnxModel model, long mostBytes)
    {
        // One count for all attempts.
        var memory = new ChainMemory(mostBytes);
        Chain? Along(OnnxPort port, ChainFactorKind time) =>
            new ChainReader(model, ChainInput.Of(model, port, FirstMark), memory, time).TryRead();

        Chain From(OnnxPort port) => Along(port, ChainFactorKind.First) ?? Along(port, ChainFactorKind.Second)
            ?? throw new OnnxNotTakenException(
                $"{model.File}: recurrent nodes run along different axes, {ChainNode.Advice}");

        // Lengths and states may come before the sequences.
        OnnxNotTakenException? first = null;
        foreach (OnnxPort port in ChainInput.Candidates(model).Take(MostCandidates))
        {
            try
            {
                return From(port);
            }
            catch (OnnxNotTakenException reason)
            {
                first ??= reason;
            }
        }

        throw first!;
    }

    /// <returns>The chain; null where its first recurrent node runs along the other axis.</returns>
    private Chain? TryRead()
    {
        foreach ((string name, OnnxTensor tensor) in _model.Initializers)
        {
            _values[name] = new KnownValue(tensor);
        }

        foreach (OnnxPort port in _model.Inputs)
        {
            _values[port.Name] = port == _input.Port
                ? _input.Rows
                : new KnownValue(_input.Beside(_model.File, port, _steps, _memory))
                {
                    Source = ChainSource.Of(port),
                    IsMade = true,
                };
        }

        foreach (OnnxNode node in _model.Nodes)
        {
            if (!TryRead(node))
            {
                return null;
            }
        }

        return Answer();
    }

    private bool TryRead(OnnxNode node)
    {
        if (node.Outputs.All(o => o.Length == 0))
        {
            return true;
        }

        ChainValue?[] inputs = Array.ConvertAll(node.Inputs, n => n.Length > 0 ? _values[n] : null);
        var own = new ChainNode(node, inputs, _steps, _memory);
        ChainValue[] made;
        try
        {
            if (ChainRecurrent.KindOf(node) is { } kind && own.At(0) is RowsValue { Shape.Rank: 3 } rows
                && rows.Shape.Is(ChainRecurrent.StepsAxis(own, kind), Other(_steps.Kind)))
            {
                return false;
            }

            made = Make(own, inputs);
            if (node.Strange is { } strange && !_idle.Contains(strange) && made is not [RefusedValue])
            {
                throw own.Refused($"has the attribute '{strange}', which Carousel does not know for this operator");
            }
        }
        catch (OnnxNotTakenException reason)
        {
            made = [new RefusedValue(reason)];
        }
        catch (ModelFileException e) when (inputs.Any(i => i is not (null or KnownValue { IsMade: false })))
        {
            // The cause may be the sizes and numbers that represent free ones.
            made = [new RefusedValue(new OnnxNotTakenException($"{e.Message.TrimEnd('.')}, {ChainNode.Advice}"))];
        }

        for (int i = 0; i < node.Outputs.Length; i++)
        {
            _values[node.Outputs[i]] = i < made.Length ? made[i]
                : made[0] is RefusedValue ? made[0]
                : new RefusedValue(own.Refused($"has the output '{node.Outputs[i]}', which Carousel does not know"));
        }

        return true;
    }

    private ChainValue[] Make(ChainNode node, ChainValue?[] inputs)
    {
        if (inputs.OfType<RefusedValue>().FirstOrDefault() is { } refused)
        {
            return [refused];
        }

        string name = node.Node.Domain.Length > 0 ? $"{node.Node.Domain}.{node.Node.OpType}" : node.Node.OpType;
        if (Array.TrueForAll(inputs, i => i is null or KnownValue))
        {
            ChainSource? source = ChainSource.Of(node.Node, inputs);
            Func<ChainNode, OnnxTensor[]> compute = KnownMoves.All.GetValueOrDefault(name)
                ?? KnownNumbers.All.GetValueOrDefault(name)
                ?? throw (source is null
                    ? node.Refused("is not an operator that Carousel computes on constants")
                    : ChainSideBranch.Other(node, source));
            return [
                .. compute(node).Select(t => new KnownValue(t)
                {
                    Source = source,
                    IsMade = inputs.Any(i => i is KnownValue { IsMade: true }),
                }),
            ];
        }

        RecurrentCell? recurrent = ChainRecurrent.KindOf(node.Node);
        _beside.Require(node, recurrent is not null);
        if (recurrent is { } kind)
        {
            return ChainRecurrent.Read(node, kind);
        }

        Func<ChainNode, ChainValue>? glue = ChainGlue.All.GetValueOrDefault(name);
        if (inputs.Any(i => i is CellsValue) && (glue is not null || name == ChainGlue.Split))
        {
            return [.. node.Node.Outputs.Select(_ => new CellsValue())];
        }

        return name == ChainGlue.Split ? ChainGlue.SplitUp(node)
            : (glue ?? ChainDense.All.GetValueOrDefault(name) ?? ChainArithmetic.All.GetValueOrDefault(name)
                ?? ChainSums.All.GetValueOrDefault(name)) is { } read
                ? [read(node)]
                : throw node.Refused("is not an operator that networks of Carousel use");
    }

    private Chain Answer()
    {
        string[] candidates =
        [
            .. _model.Outputs.Select(o => o.Name)
                .Where(o => _values[o] is not (CellsValue or StatesValue) && !IsState(_values[o])),
        ];
        string[] states =
        [
            .. _model.Outputs.Select(o => o.Name)
                .Where(o => _values[o] is RowsValue { Direction: null } && IsState(_values[o])).Take(1),
        ];
        string[] answers = candidates.Length > 0 ? candidates : states;
        if (answers.Length != 1)
        {
            throw new OnnxNotTakenException(
                $"{_model.File}: the model has {answers.Length} "
                + $"answers{(answers.Length > 0 ? $", {string.Join(", ", answers.Select(a => $"'{a}'"))}" : "")}, "
                + $"{ChainNode.Advice}");
        }

        return _values[answers[0]] switch
        {
            RefusedValue refused => throw refused.Reason,
            RowsValue { Part: ChainPart.Whole, Direction: null, Path.Layers.Count: > 0 } rows when IsInOrder(rows) =>
                new Chain(_input.Port, rows.Path, answers[0], _beside),
            _ =>
                throw new OnnxNotTakenException(
                    $"{_model.File}: the output '{answers[0]}' is not the answer of layers to the "
                    + $"steps of sequences, {ChainNode.Advice}"),
        };
    }

    /// <summary>Whether values of a step lie together, for they are compared so.</summary>
    private static bool IsInOrder(RowsValue rows)
    {
        ChainFactor[] all = [.. Enumerable.Range(0, rows.Shape.Rank).SelectMany(a => rows.Shape[a])];
        return all.SkipWhile(f => f.Kind is ChainFactorKind.First or ChainFactorKind.Second)
            .All(f => f.Kind is ChainFactorKind.Direction or ChainFactorKind.Feature)
            && all.Where(f => f.Kind is ChainFactorKind.Direction or ChainFactorKind.Feature)
                .Aggregate(1, (p, f) => p * f.Size) == rows.Width;
    }

    private static bool IsState(ChainValue value) =>
        value is RowsValue
        {
            Path.Last.Design: { Kind: NetworkLayerKind.Pooling, Pooling: NetworkPooling.Final },
            Path.Answer: PortableFunction.None
        };

    private static ChainFactorKind Other(ChainFactorKind kind) =>
        kind == ChainFactorKind.First ? ChainFactorKind.Second : ChainFactorKind.First;
}
