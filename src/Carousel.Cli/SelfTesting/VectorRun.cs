using Carousel.Autograd;
using Carousel.Data;
using Carousel.Kernels;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Cli.SelfTesting;

/// <summary>Runs the operation of a stored vector: forwards, and also backwards except in 8 bits.</summary>
internal static class VectorRun
{
    /// <summary>What comes out, by the names that <see cref="OracleVector.Expected"/> uses.</summary>
    /// <param name="vector">What is run.</param>
    /// <param name="backend">Computes.</param>
    /// <exception cref="FormatException">The vector describes nothing that can be run.</exception>
    public static IReadOnlyDictionary<string, float[]> Of(OracleVector vector, Backend backend)
    {
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        return vector.Kind switch
        {
            "layer" => OfLayer(vector, backend, tape),
            "softmax" => OfSoftmax(vector, tape),
            "cross entropy" or "ctc" or "crf" => OfLoss(vector, backend, tape),
            "training" => TrainingRun.Of(backend, tape),
            _ => throw new FormatException($"'{vector.Name}' is of an unknown kind: '{vector.Kind}'."),
        };
    }

    private static Dictionary<string, float[]> OfLayer(OracleVector vector, Backend backend, Tape tape)
    {
        SequenceLayer layer = OracleLayers.Make(vector.Layer);
        Prepare(layer, vector, backend);
        tape.Begin(vector.EightBits ? TapeMode.Inference : TapeMode.Gradients);
        Variable x = SequenceRows.Read(tape, vector, "x", layer.InputSize, out Packing packing);
        Variable start = vector.Given.TryGetValue("start", out float[]? state)
            ? tape.Watch(tape.Input(state, new Shape(vector.Lengths.Length, layer.StateSize)).Value)
            : default;
        SequenceOutput output = layer.Forward(tape, x, packing, start);
        var found = new Dictionary<string, float[]>
        {
            ["y"] = SequenceRows.Write(packing, output.Hidden.Value),
            ["last"] = tape.LastRows(output.Hidden, packing).Value.ToArray(),
        };
        if (state is not null)
        {
            found["final"] = output.FinalState.Value.ToArray();
        }

        if (vector.Given.ContainsKey("dy"))
        {
            SequenceRows.Seed(tape, output.Hidden, packing, vector.Given["dy"]);
            if (state is not null)
            {
                tape.Gradient(output.FinalState).Write(vector.Given["dfinal"]);
                tape.Propagate();
                found["dstart"] = tape.Gradient(start).ToArray();
            }
            else
            {
                tape.Propagate();
            }

            AddGradients(found, layer);
            if (layer is not Embedding)
            {
                found["dx"] = SequenceRows.Write(packing, tape.Gradient(x));
            }
        }

        return found;
    }

    private static Dictionary<string, float[]> OfSoftmax(OracleVector vector, Tape tape)
    {
        tape.Begin(TapeMode.Gradients);
        Variable x = SequenceRows.Read(
            tape, vector, "x", vector.Given["x"].Length / vector.Lengths.Sum(), out Packing packing);
        Variable y = tape.Softmax(x);
        SequenceRows.Seed(tape, y, packing, vector.Given["dy"]);
        tape.Propagate();
        return new()
        {
            ["y"] = SequenceRows.Write(packing, y.Value),
            ["dx"] = SequenceRows.Write(packing, tape.Gradient(x)),
        };
    }

    private static Dictionary<string, float[]> OfLoss(OracleVector vector, Backend backend, Tape tape)
    {
        int classes = vector.Given["x"].Length / vector.Lengths.Sum();
        var crf = new Crf(classes);
        Prepare(crf, vector, backend);
        tape.Begin(TapeMode.Gradients);
        Variable x = SequenceRows.Read(tape, vector, "x", classes, out Packing packing);
        Variable loss = vector.Kind switch
        {
            "ctc" => Ctc.Loss(tape, x, Labels(vector), packing),
            "crf" =>
                crf.Loss(tape, x, Rows(), packing),
            _ => LossOp.Apply(tape, new LossFunction(LossKind.CrossEntropy), x, Rows(), default, out _),
        };
        Tensor Rows() => SequenceRows.Read(tape, vector, "labels", 1, out _).Value.Reshape(new Shape(packing.Rows));
        tape.Backward(loss);
        var found = new Dictionary<string, float[]>
        {
            ["loss"] = loss.Value.ToArray(),
            ["dx"] = SequenceRows.Write(packing, tape.Gradient(x)),
        };
        if (vector.Kind == "crf")
        {
            AddGradients(found, crf);
        }

        return found;
    }

    private static void Prepare(Layer layer, OracleVector vector, Backend backend)
    {
        layer.Build(backend, seed: 1);
        if (vector.Parameters.Count == 0 && layer is Crf)
        {
            return;
        }

        foreach (Parameter parameter in layer.Parameters)
        {
            parameter.Set(vector.Parameters[parameter.Name]);
        }

        if (vector.EightBits)
        {
            layer.Quantize();
        }
    }

    private static LabelSequences Labels(OracleVector vector)
    {
        var sequences = new List<int[]>();
        int at = 0;
        foreach (int count in vector.Given["label_counts"].Select(count => (int)count))
        {
            sequences.Add([.. vector.Given["labels"].AsSpan(at, count).ToArray().Select(label => (int)label)]);
            at += count;
        }

        return new LabelSequences(sequences);
    }

    private static void AddGradients(Dictionary<string, float[]> found, Layer layer)
    {
        foreach (Parameter parameter in layer.Parameters)
        {
            found["d" + parameter.Name] = parameter.Gradient.ToArray();
        }
    }
}
