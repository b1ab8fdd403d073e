using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Layers;

/// <summary>The Transformer block against PyTorch in double precision: outputs and every gradient.</summary>
public sealed class TransformerParityTests
{
    private static readonly Dictionary<string, string> _torch = new()
    {
        ["attention_norm.gain"] = "norm1.weight",
        ["attention_norm.bias"] = "norm1.bias",
        ["attention.in_projection.weight"] = "attention.in_proj_weight",
        ["attention.in_projection.bias"] = "attention.in_proj_bias",
        ["attention.out_projection.weight"] = "attention.out_proj.weight",
        ["attention.out_projection.bias"] = "attention.out_proj.bias",
        ["inner_norm.gain"] = "norm2.weight",
        ["inner_norm.bias"] = "norm2.bias",
        ["inner.weight"] = "linear1.weight",
        ["inner.bias"] = "linear1.bias",
        ["outer.weight"] = "linear2.weight",
        ["outer.bias"] = "linear2.bias",
    };

    public static TheoryData<string> Names => [.. Golden.Names("transformer")];

    [Theory]
    [MemberData(nameof(Names))]
    public void Blocks_AgreeWithPyTorch(string name)
    {
        Golden golden = Golden.Read(name);
        int size = (int)golden.Number("size");
        int[] lengths = golden.Integers("lengths");
        using var backend = new CpuBackend(2);
        using var arena = new Arena(backend);
        var block = new TransformerBlock(
            size, (int)golden.Number("heads"), (int)golden.Number("inner"), (int)golden.Number("window"),
            golden.Setting("causal").GetBoolean(),
            golden.Setting("activation").GetString() == "relu" ? ElementwiseFunction.Relu : ElementwiseFunction.Gelu);
        block.Build(backend, 1);
        foreach (Parameter parameter in block.Parameters)
        {
            parameter.Set(golden.Floats(_torch[parameter.Name]));
        }

        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Gradients);
        var batch = SequenceBatch.FromPadded(golden.Floats("x"), lengths, size);
        Variable x = tape.Watch(tape.Input(batch).Value);
        Variable y = block.Forward(tape, x, batch.Packing).Hidden;
        tape.Gradient(y).Write(SequenceBatch.FromPadded(golden.Floats("dy"), lengths, size).Values);
        tape.Propagate();

        Near.Largest(ToPadded(batch.Packing, y.Value), golden.Values("y"), Near.Parity, "y");
        Near.Largest(ToPadded(batch.Packing, tape.Gradient(x)), golden.Values("dx"), Near.Parity, "dx");
        int bias = size;
        foreach (Parameter parameter in block.Parameters)
        {
            double[] expected = golden.Values("d" + _torch[parameter.Name]);
            float[] actual = parameter.Gradient.ToArray();
            if (parameter.Name == "attention.in_projection.bias")
            {
                // A bias of the keys moves all scores of a step alike: its gradient is 0 except for rounding, here and
                // there.
                Near.Largest(actual.AsSpan(0, bias), expected[..bias], Near.Parity, parameter.Name);
                Near.Within(
                    actual.AsSpan(bias, bias), expected[bias..(2 * bias)], Near.Parity * expected.Max(Math.Abs),
                    parameter.Name);
                Near.Largest(actual.AsSpan(2 * bias), expected[(2 * bias)..], Near.Parity, parameter.Name);
                continue;
            }

            Near.Largest(actual, expected, Near.Parity, parameter.Name);
        }
    }

    private static float[] ToPadded(Packing packing, Tensor rows) =>
        SequenceBatch.ToPadded(packing, rows.ToArray(), rows.Shape[1], padding: 0);
}
