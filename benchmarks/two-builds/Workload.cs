using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;

/// <summary>What `carousel-benchmark` times of a layer, over the public surface, so that it fits both builds.</summary>
public sealed class Workload
{
    private readonly CpuBackend _backend;
    private readonly SequenceLayer _layer;
    private readonly Tape _tape;
    private readonly Packing _packing;
    private readonly Tensor _input, _gradient;
    private readonly float[] _row, _answer;
    private readonly StreamingSession _session;

    private Workload(string cell, int inputs, int units, int batch, int steps, bool inBytes, int threads)
    {
        _backend = new CpuBackend(threads);
        _layer = cell switch
        {
            "lstm" => new Lstm(inputs, units),
            "gru" => new Gru(inputs, units),
            "peepholes" => new Lstm(inputs, units, options: new LstmOptions { Peepholes = true }),
            _ => new Elman(inputs, units),
        };
        _layer.Build(_backend, seed: 1);
        if (inBytes)
        {
            _layer.Quantize();
        }

        _packing = new Packing([.. Enumerable.Repeat(steps, batch)]);
        var kept = new Arena(_backend, blockLength: 1);
        _tape = new Tape(_backend, new Arena(_backend));
        _input = Draw(kept, inputs, "input");
        _gradient = Draw(kept, units, "gradient");
        (_row, _answer) = (_input.Rows(0, 1).ToArray(), new float[units]);
        _session = new StreamingSession(_backend, _layer);
    }

    /// <summary>Runs a part so many times, and gives its answer's bits as a number.</summary>
    public static Func<string, int, ulong> Make(
        string cell, int inputs, int units, int batch, int steps, bool inBytes, int threads)
    {
        if (units == 0)
        {
            return new Loop(cell, threads).Run;
        }

        var work = new Workload(cell, inputs, units, batch, steps, inBytes, threads);
        return work.Run;
    }

    private ulong Run(string part, int times)
    {
        for (int i = 0; i < times; i++)
        {
            switch (part)
            {
                case "forward":
                    _tape.Begin(TapeMode.Inference);
                    _layer.Forward(_tape, _tape.Constant(_input), _packing);
                    break;
                case "training":
                    Train();
                    break;
                default:
                    _session.Step(_row, _answer);
                    break;
            }
        }

        return times > 0 ? 0 : Bits(part);
    }

    private Variable Train()
    {
        foreach (Parameter parameter in _layer.Parameters)
        {
            parameter.MarkChanged();
        }

        _layer.ClearGradients(_backend);

        _tape.Begin(TapeMode.Training, 1);
        Variable hidden = _layer.Forward(_tape, _tape.Watch(_input), _packing).Hidden;
        _tape.SetGradient(hidden, _gradient);
        _tape.Propagate();
        return hidden;
    }

    private ulong Bits(string part)
    {
        IEnumerable<float> values;
        if (part == "streaming")
        {
            _session.Reset();
            for (int step = 0; step < 200; step++)
            {
                _session.Step(_row, _answer);
            }

            values = _answer;
        }
        else if (part == "forward")
        {
            _tape.Begin(TapeMode.Inference);
            values = _layer.Forward(_tape, _tape.Constant(_input), _packing).Hidden.Value.ToArray();
        }
        else
        {
            values = Train().Value.ToArray().Concat(_layer.Parameters.SelectMany(p => p.Gradient.ToArray()));
        }

        // FNV-1a over the words.
        return values.Aggregate(
            0xcbf29ce484222325, (hash, value) => (hash ^ BitConverter.SingleToUInt32Bits(value)) * 0x100000001b3);
    }

    private Tensor Draw(Arena arena, int features, string purpose)
    {
        Tensor tensor = arena.Allocate(new Shape(_packing.Rows, features));
        var values = new float[tensor.Length];
        new CounterRandom(1, CounterRandom.Purpose(purpose)).Uniform(0, values);
        tensor.Write(values.AsSpan());
        return tensor;
    }
}
