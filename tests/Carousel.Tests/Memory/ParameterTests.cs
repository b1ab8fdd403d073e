using Carousel.Autograd;
using Carousel.Tensors;

namespace Carousel.Tests.Memory;

public sealed class ParameterTests
{
    private readonly Counting _allocator = new();
    private readonly Parameter _parameter = new("weight", new Shape(70, 90));

    [Fact]
    public void Allocate_TakesNoMemory_UntilValuesAreSet()
    {
        float[] values = [.. Enumerable.Range(0, 6300).Select(k => k * 0.5f)];

        _parameter.Allocate(_allocator);
        Assert.Equal(0, _allocator.Values);

        _parameter.Set(values);
        Assert.Equal(6300, _allocator.Values);
        Assert.Equal(values, _parameter.Value.ToArray());
        Assert.Equal(6300, _allocator.Values);
    }

    [Fact]
    public void Gradient_IsZeroAndOfItsOwn_WhenItIsAskedFor()
    {
        _parameter.Allocate(_allocator);
        _parameter.Set(Enumerable.Repeat(1f, 6300).ToArray());

        Assert.Equal(new float[6300], _parameter.Gradient.ToArray());
        _parameter.Gradient.Write(Enumerable.Repeat(2f, 6300).ToArray());

        Assert.Equal(2 * 6300, _allocator.Values);
        Assert.Equal(Enumerable.Repeat(1f, 6300), _parameter.Value.ToArray());
        Assert.Equal(Enumerable.Repeat(2f, 6300), _parameter.Gradient.ToArray());
    }

    [Fact]
    public void Allocate_BeginsAnew_WithAZeroGradient()
    {
        _parameter.Allocate(_allocator);
        _parameter.Gradient.Write(Enumerable.Repeat(2f, 6300).ToArray());

        _parameter.Allocate(_allocator);

        Assert.Equal(new float[6300], _parameter.Gradient.ToArray());
    }

    [Fact]
    public void Fill_WritesNoMemoryThatWasGivenBack_WhenTheBlockIsDisposedMeanwhile()
    {
        _parameter.Allocate(_allocator);
        var storage = (HostStorage)_parameter.Value.Storage!;
        HostStorage[] later = [];

        _parameter.Fill(values =>
        {
            int length = values.Length;
            nint address = storage.Address;
            storage.Dispose();

            // Memory that was given back is what the next blocks of its size get.
            later = [.. Enumerable.Range(0, 16).Select(_ => new HostStorage(length))];
            Assert.DoesNotContain(later, block => block.Address == address);
            values.Fill(3);
        });

        Assert.Throws<ObjectDisposedException>(() => storage.Span(0, 1));
        Assert.All(later, block => block.Dispose());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fill_SetsTheValues_AndRaisesTheVersion(bool isHost)
    {
        using Backend backend = isHost ? new CpuBackend(1) : new DryBackend();
        _parameter.Allocate(backend);
        int version = _parameter.Version, length = 0;

        _parameter.Fill(values =>
        {
            length = values.Length;
            values.Fill(3);
        });

        Assert.Equal((6300, version + 1), (length, _parameter.Version));
        Assert.Equal(isHost ? 3 : 0, _parameter.Value.ToArray()[5]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fill_RaisesTheVersion_WhenItThrowsHalfWay(bool isQuantized)
    {
        using var backend = new CpuBackend(1);
        _parameter.Allocate(backend);
        if (isQuantized)
        {
            _parameter.Quantize(QuantizedMatrix.Of(70, 90, Enumerable.Repeat(1f, 6300).ToArray()));
        }

        int version = _parameter.Version;

        Assert.Throws<InvalidDataException>(() => _parameter.Fill(values =>
        {
            values[0] = 9;
            throw new InvalidDataException();
        }));

        Assert.Equal((version + 1, 9f), (_parameter.Version, _parameter.Value.ToArray()[0]));
        Assert.Null(_parameter.Quantized);
    }

    [Fact]
    public void ValueAndGradient_AreMadeOnce_WhenThreadsAskAtOnce()
    {
        const int threads = 8;
        var slow = new Counting { Delay = TimeSpan.FromMilliseconds(20) };
        _parameter.Allocate(slow);
        (TensorStorage Value, TensorStorage Gradient)[] seen = new (TensorStorage, TensorStorage)[threads];
        using var barrier = new Barrier(threads);
        Thread[] askers = [.. Enumerable.Range(0, threads).Select(k => new Thread(() =>
        {
            barrier.SignalAndWait();
            seen[k] = (_parameter.Value.Storage, _parameter.Gradient.Storage);
        }))];

        Array.ForEach(askers, t => t.Start());
        Array.ForEach(askers, t => t.Join());

        Assert.Equal(2 * 6300, slow.Values);
        Assert.All(
            seen,
            one =>
                Assert.True(
                    ReferenceEquals(one.Value, _parameter.Value.Storage)
                        && ReferenceEquals(one.Gradient, _parameter.Gradient.Storage)));
    }

    [Fact]
    public void Value_IsZero_WhenNothingWasSet()
    {
        _parameter.Allocate(_allocator);

        Assert.Equal(new float[6300], _parameter.Value.ToArray());
    }

    [Fact]
    public void Quantize_TakesNoMemoryOfFloats_BeforeTheyAreAskedFor()
    {
        var matrix = QuantizedMatrix.Of(70, 90, [.. Enumerable.Range(0, 6300).Select(k => k % 127f)]);
        float[] expected = new float[6300];
        matrix.Write(expected);

        _parameter.Allocate(_allocator);
        _parameter.Quantize(matrix);
        Assert.Equal(0, _allocator.Values);

        Assert.Equal(expected, _parameter.Value.ToArray());
        Assert.Equal(6300, _allocator.Values);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6299)]
    [InlineData(6301)]
    public void Set_Refuses_AnotherNumberOfValues(int count)
    {
        _parameter.Allocate(_allocator);

        Assert.Throws<ShapeException>(() => _parameter.Set(new float[count]));
    }

    [Fact]
    public void Values_AreRefused_BeforeTheirPlaceIsKnown()
    {
        Assert.Contains(
            "weight", Assert.Throws<InvalidOperationException>(() => _parameter.Value).Message,
            StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => _parameter.Gradient);
        Assert.Throws<InvalidOperationException>(() => _parameter.Set(new float[6300]));
    }

    /// <summary>The number of requested values; initial values are undefined.</summary>
    private sealed class Counting : ITensorAllocator
    {
        private int _values;

        public int Values => _values;

        /// <summary>How long an allocation takes, so that others meet it half done.</summary>
        public TimeSpan Delay { get; init; }

        public TensorStorage Allocate(int length)
        {
            Interlocked.Add(ref _values, length);
            Thread.Sleep(Delay);
            var storage = new HostStorage(length);
            storage.Span(0, length).Fill(float.NaN);
            return storage;
        }
    }
}
