using Carousel.Autograd;
using Carousel.Data;
using Carousel.Kernels;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Tests.Safety;

/// <summary>Objects that entries take: some fit together, some do not.</summary>
internal sealed class HostileObjects
{
    private readonly Dictionary<Type, object[]> _pools = [];
    private readonly Random _random;
    private readonly CpuBackend _backend;

    public HostileObjects(Random random, CpuBackend backend)
    {
        (_random, _backend) = (random, backend);
        Add(_ => MakePacking());
        Add(_ => MakeLabels());
        Add(_ => new LossFunction(LossKind.Quantile, 0, 0.1f, 0.5f), count: 3);
        AddMore(k => new LossFunction((LossKind)(k % Enum.GetValues<LossKind>().Length), 0.5f));
        Add(_ => new PicturePoolingSize(Picture(), 1 + random.Next(3), 1 + random.Next(3)));
        Add(_ => Lstm());
        Add(_ => Gru());
        Add(_ => Elman());
        Add<RecurrentParameters>(
            k => (k % 8) switch
            {
                0 => Gru(),
                1 => Elman(),
                2 => MinGru(),
                3 => Slstm(),
                4 => Mlstm(),
                5 => Delta(),
                6 => Variant(),
                _ => Lstm(),
            }, count: 80);
        Add(_ => Variant());
        Add(_ => SequenceConvolution());
        Add(_ => PictureConvolution());
        Add(_ => Make(Size(), Size()));
        AddMore(_ => Make(Size()));
        Add(_ => new HostStorage(random.Next(64)));
        Add(_ => new double[random.Next(4)]);
        Add(_ => MakeMatrix());
    }

    /// <summary>One of a kind.</summary>
    public object Of(Type type) => _pools.TryGetValue(type, out object[]? pool)
        ? pool[_random.Next(pool.Length)]
        : throw new NotSupportedException(
            $"No hostile arguments are drawn for {type}: add them to HostileObjects, or the type to those that "
            + $"HostileArguments draws.");

    public bool Has(Type type) => _pools.ContainsKey(type);

    private void Add<T>(Func<int, T> make, int count = 24)
        where T : class
        => _pools[typeof(T)] = Some(make, count);

    private void AddMore<T>(Func<int, T> make, int count = 24)
        where T : class
        => _pools[typeof(T)] = [.. _pools[typeof(T)], .. Some(make, count)];

    /// <summary>As many as can be made: constructors may refuse what was drawn.</summary>
    private static object[] Some<T>(Func<int, T> make, int count)
        where T : class
    {
        var made = new List<object>();
        for (int k = 0; k < 50 * count && made.Count < count; k++)
        {
            try
            {
                made.Add(make(k));
            }
            catch (ArgumentException)
            {
            }
        }

        return [.. made];
    }

    /// <summary>Often whole blocks of units, and one less or more.</summary>
    private int Size() => _random.Next(8) switch
    {
        0 => 16,
        1 => 17,
        2 => 33,
        3 => 64,
        4 => 80,
        _ => 1 + _random.Next(6),
    };

    private PictureSize Picture() => new(1 + _random.Next(5), 1 + _random.Next(5), 1 + _random.Next(3));

    private Packing MakePacking()
    {
        int[] lengths = new int[_random.Next(6)];
        for (int b = 0; b < lengths.Length; b++)
        {
            lengths[b] = _random.Next(5);
        }

        return new Packing(lengths);
    }

    private LabelSequences MakeLabels() =>
        new(
            [
                .. Enumerable.Range(0, _random.Next(6))
                    .Select(
                        _ =>
                            (IReadOnlyList<int>)[
                                .. Enumerable.Range(0, _random.Next(3)).Select(_ => _random.Next(-1, 5)),
                            ]),
            ]);

    private QuantizedMatrix MakeMatrix()
    {
        (int rows, int columns) = (Size(), Size());
        return new QuantizedMatrix(rows, columns, new sbyte[rows * columns], new float[rows]);
    }

    private Parameter Make(params int[] sizes)
    {
        // Now and then one axis is wrong, or the parameter was never built.
        if (_random.Next(12) == 0)
        {
            sizes[_random.Next(sizes.Length)] = _random.Next(5);
        }

        var parameter = new Parameter(
            "p",
            sizes.Length switch
            {
                1 => new Shape(sizes[0]),
                2 => new Shape(sizes[0], sizes[1]),
                _ => new Shape(sizes[0], sizes[1], sizes[2])
            });
        if (_random.Next(30) != 0)
        {
            parameter.Allocate(_backend);
            parameter.Set(
                [.. Enumerable.Range(0, parameter.Shape.Length).Select(_ => (float)_random.NextDouble() - 0.5f)]);
            if (sizes.Length == 2 && _random.Next(4) == 0 && parameter.Shape.Length > 0)
            {
                parameter.Quantize(QuantizedMatrix.Of(
                    parameter.Shape[0], parameter.Shape[1], parameter.Value.ToArray()));
            }
        }

        return parameter;
    }

    private LstmParameters Lstm()
    {
        (int I, int H) = (Size(), Size());
        return new LstmParameters(Make(4 * H, I), Make(4 * H, H), Make(4 * H));
    }

    private GruParameters Gru()
    {
        (int I, int H) = (Size(), Size());
        return new GruParameters(Make(3 * H, I), Make(3 * H, H), Make(3 * H), _random.Next(2) == 0 ? Make(H) : null);
    }

    private ElmanParameters Elman()
    {
        (int I, int H) = (Size(), Size());
        return new ElmanParameters(Make(H, I), Make(H, H), Make(H));
    }

    private ScanParameters<MinGruCell> MinGru()
    {
        int H = Size();
        return new ScanParameters<MinGruCell>(Make(2 * H, Size()), null, Make(2 * H));
    }

    private MatrixParameters<MlstmCell<LogisticForget>> Mlstm()
    {
        int heads = _random.Next(1, 3), rows = (4 * heads * Size()) + (2 * heads);
        return new MatrixParameters<MlstmCell<LogisticForget>>(Make(rows, Size()), Make(rows), heads);
    }

    private MatrixParameters<DeltaCell<NoDecay>> Delta()
    {
        int rows = (4 * Size()) + 1;
        return new MatrixParameters<DeltaCell<NoDecay>>(Make(rows, Size()), Make(rows), 1);
    }

    private ScanParameters<SlstmCell<LogisticForget>> Slstm()
    {
        (int H, int heads) = (Size(), _random.Next(3));
        return new ScanParameters<SlstmCell<LogisticForget>>(
            Make(4 * H, Size()), Make(4 * H, heads == 0 ? Size() : H), Make(4 * H));
    }

    private LstmVariantParameters Variant()
    {
        (int I, int H) = (Size(), Size());
        bool projected = _random.Next(2) == 0;
        int P = projected ? Size() : H;
        return new LstmVariantParameters(Make(4 * H, I), Make(4 * H, P), Make(4 * H))
        {
            Peepholes = _random.Next(2) == 0 ? Make(3, H) : null,
            Projection = projected ? Make(P, H) : null,
        };
    }

    private SequenceConvolutionParameters SequenceConvolution()
    {
        var size = new SequenceConvolutionSize(
            Size(), Size(), 1 + _random.Next(4), 1 + _random.Next(3), _random.Next(2) == 0);
        return new SequenceConvolutionParameters(
            size, Make(size.Outputs, size.KernelSize * size.Inputs), _random.Next(2) == 0 ? Make(size.Outputs) : null);
    }

    private PictureConvolutionParameters PictureConvolution()
    {
        var size = new PictureConvolutionSize(
            Picture(), Size(), 1 + _random.Next(3), 1 + _random.Next(2), _random.Next(2));
        return new PictureConvolutionParameters(
            size, Make(size.Output.Channels, size.KernelSize * size.KernelSize * size.Input.Channels),
            _random.Next(2) == 0 ? Make(size.Output.Channels) : null);
    }
}
