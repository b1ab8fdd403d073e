using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Reading;
using Carousel.Storage;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx.Reading;

/// <summary>
/// Models from streams: read once, into as many bytes as the stream says it has, and refused by one kind of exception.
/// </summary>
[Collection(typeof(Alone))]
public class ModelStreamTests
{
    private const int Long = 1 << 20, Few = 64 << 10;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Load_ReadsAStream_FromWhereItStands(bool knowsItsLength)
    {
        byte[] bytes = Made(new float[Long / 4]);
        using var stream = new GivenStream([1, 2, 3, .. bytes], bytes.Length + 3, knowsItsLength);
        stream.ReadExactly(new byte[3]);
        Assert.Equal(Long / 4, OnnxModel.Load(stream).Initializers["w"].Length);
    }

    [Fact]
    public void Load_TakesTheBytesOfAStreamOnce()
    {
        byte[] bytes = Made(new float[Long / 4]);
        OnnxModel.Load(new MemoryStream(bytes));

        // The bytes, and what the parser copies of them.
        long before = Allocations.BytesSoFarWithoutBuffer();
        OnnxModel.Load(new MemoryStream(bytes));
        long taken = Allocations.BytesSoFar - before;
        Assert.True(taken <= (2 * bytes.Length) + Few, $"{taken} bytes for a model of {bytes.Length}");
    }

    [Fact]
    public void Load_RefusesAStreamThatIsTooLong_BeforeItReads()
    {
        using var stream = new GivenStream([], 3L << 30, knowsItsLength: true);
        ModelFileException exception = Assert.Throws<ModelFileException>(() => OnnxModel.Load(stream, "big.onnx"));
        Assert.StartsWith(
            "big.onnx has more than 2147483591 bytes; a file of this format has 2 GB at most", exception.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NamesAStreamThatCantBeRead()
    {
        using var broken = new GivenStream([1, 2], 4, knowsItsLength: false) { Breaks = true };
        Assert.Equal(
            "model.onnx can't be read: the line is cut.",
            Assert.Throws<ModelFileException>(() => OnnxModel.Load(broken)).Message);
        Assert.Equal(
            "model.onnx is empty.",
            Assert.Throws<ModelFileException>(() => OnnxModel.Load(new MemoryStream())).Message);
    }

    private static byte[] Made(float[] weight) =>
        new MadeOnnx().Input("x", OnnxType.Float32, "1").Output("y", OnnxType.Float32)
            .Weight("w", OnnxTensor.Of(weight, weight.Length)).Node("Add", ["x", "w"], ["y"]).Bytes();

    // A stream of any length in words, which gives some bytes at a time.
    private sealed class GivenStream(byte[] bytes, long length, bool knowsItsLength) : Stream
    {
        private int _at;

        public bool Breaks { get; init; }

        public override bool CanRead => true;

        public override bool CanSeek => knowsItsLength;

        public override bool CanWrite => false;

        public override long Length => knowsItsLength ? length : throw new NotSupportedException();

        public override long Position
        {
            get =>
            knowsItsLength ? _at : throw new NotSupportedException(); set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int given = Math.Min(Math.Min(count, 10_000), bytes.Length - _at);
            bytes.AsSpan(_at, given).CopyTo(buffer.AsSpan(offset));
            _at += given;
            return given == 0 && Breaks ? throw new IOException("the line is cut.") : given;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
