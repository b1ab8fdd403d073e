using System.Buffers.Binary;
using System.Text;
using Carousel.Storage;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Storage;

[Collection(typeof(Alone))]
public sealed partial class SafeTensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_ReturnsWhatWasWritten_ForRandomContents()
    {
        var random = new Random(1);
        for (int trial = 0; trial < 100; trial++)
        {
            TensorFile written = RandomContent(random);
            TensorFile read = Parse(Bytes(written));

            Assert.True(read.IsVerified);
            AssertEqual(written, read);
        }
    }

    [Fact]
    public void Write_GivesEqualBytes_WhateverTheOrderOfTheTensors()
    {
        var a = new StoredTensor("a", new Shape(2), new float[] { 1, 2 });
        var b = new StoredTensor("b", new Shape(1, 1), new float[] { -0.0f });
        KeyValuePair<string, string>[] texts = [new("x", "1"), new("y", "2")];

        Assert.Equal(Bytes(new TensorFile([a, b], texts)), Bytes(new TensorFile([b, a], texts.Reverse())));
    }

    [Fact]
    public void Write_FollowsTheFormat()
    {
        byte[] bytes = Bytes(new TensorFile([new StoredTensor("w", new Shape(2, 1), new float[] { 1, 2 })], []));

        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        string header = Encoding.UTF8.GetString(bytes, 8, length);
        Assert.Equal(0, (8 + length) % 64);
        Assert.Matches(
            """^\{"__metadata__":\{"xxh3":"[0-9a-f]{16}"\},"w":"""
            + """\{"dtype":"F32","shape":\[2,1\],"data_offsets":\[0,8\]\}\} *$""", header);
        Assert.Equal(new byte[] { 0, 0, 128, 63, 0, 0, 0, 64 }, bytes[(8 + length)..]);
    }

    [Fact]
    public void Read_FailsWithTheOneException_AtEveryTruncation()
    {
        byte[] bytes = Bytes(RandomContent(new Random(2)));
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<ModelFileException>(() => Parse(bytes[..length]));
        }
    }

    [Fact]
    public void Read_FailsWithTheOneExceptionOrReadsTheSame_WhenAByteIsChanged()
    {
        TensorFile content = RandomContent(new Random(3));
        byte[] bytes = Bytes(content);
        var random = new Random(4);
        for (int position = 0; position < bytes.Length; position++)
        {
            byte[] changed = [.. bytes];
            changed[position] ^= (byte)random.Next(1, 256);
            try
            {
                TensorFile read = Parse(changed);
                if (read.IsVerified)
                {
                    AssertEqual(content, read);
                }
            }
            catch (ModelFileException)
            {
                // What a damaged file must give.
            }
        }
    }

    [Fact]
    public void Read_FailsWithTheOneException_ForRandomHeaders()
    {
        string[] pieces =
        [
            "{", "}", "[", "]", ",", ":", "\"w\"", "\"__metadata__\"", "\"dtype\"", "\"F32\"", "\"shape\"",
            "\"data_offsets\"", "0", "4", "-1",
            "9223372036854775807", "1e400", "1.5", "null", "\"\\ud800\"", "\"\"",
            "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}",
        ];
        var random = new Random(5);
        for (int trial = 0; trial < 20_000; trial++)
        {
            string header = "{"
                + string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)]))
                + "}";
            try
            {
                Parse(Raw(header, new byte[4]));
            }
            catch (ModelFileException)
            {
                // Only this.
            }
        }
    }

    [Theory]
    [InlineData(
        """{"w":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,4]}}""",
        "the tensor 'w' has too many values.")]
    [InlineData(
        """{"w":{"dtype":"F32","shape":[2147483647],"data_offsets":[0,8589934588]}}""",
        "the tensor 'w' has too many values.")]
    [InlineData(
        """{"w":{"dtype":"F32","shape":[100000000],"data_offsets":[0,400000000]}}""",
        "the header says 400,000,000 bytes of tensors, the file has 4. It was probably cut short while copying: "
        + "copy it again.")]
    [InlineData(
        """{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""",
        "the tensor 'w' of shape [2] needs 8 bytes, its offsets span 4.")]
    [InlineData(
        """{"w":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}""",
        "the tensor 'w' has values of the type F16; only F32, and I8 with scales, can be read.")]
    [InlineData(
        """{"w":{"dtype":"I8","shape":[2,2],"data_offsets":[0,4]}}""",
        "the tensor 'w' [2, 2] has values of the type I8, which must be a matrix with a scale for each row in "
        + "'w.scale'.")]
    [InlineData(
        """{"w":{"dtype":"I8","shape":[4],"data_offsets":[0,4]}}""",
        "the tensor 'w' [4] has values of the type I8, which must be a matrix with a scale for each row in 'w.scale'.")]
    [InlineData(
        """{"w":{"dtype":"I8","shape":[2,4],"data_offsets":[0,4]}}""",
        "the tensor 'w' of shape [2, 4] needs 8 bytes, its offsets span 4.")]
    [InlineData(
        """{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "the offsets of the tensor 'w' are not a range.")]
    [InlineData(
        """{"w":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""",
        "the offsets of the tensor 'w' are not a range.")]
    [InlineData(
        """{"w":{"dtype":"F32","shape":[1,1,1,1],"data_offsets":[0,4]}}""",
        "the tensor 'w' has 4 axes; at most 3 can be read.")]
    [InlineData(
        """{"w":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""",
        "the shape of the tensor 'w' has an axis that is not a whole number in range.")]
    [InlineData(
        """{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"w":"""
        + """{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "the tensor 'w' appears twice in the header.")]
    [InlineData(
        """{"v":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"w":"""
        + """{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "the tensor 'w' overlaps another in the file.")]
    [InlineData(
        """{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""",
        "the tensor 'w' leaves a gap before it in the file.")]
    [InlineData(
        """{"w":{"dtype":"F32"}}""", "the header does not say dtype, shape and data_offsets of the tensor 'w'.")]
    [InlineData("""{}""", "the header says 0 bytes of tensors, the file has 4. It is damaged: copy it again.")]
    [InlineData("""{"__metadata__":[]}""", "the metadata in the header is not a JSON object.")]
    [InlineData("""{"__metadata__":{"a":1}}""", "the metadata 'a' is not a text.")]
    [InlineData("""{"w":}""", "the header is not JSON, so the file is damaged. Copy it again.")]
    [InlineData(
        """["w"]""",
        "the header is not JSON, so the file is damaged or not a .safetensors file. Copy it again, or pass another, "
        + "such as the model.safetensors of a training.")]
    public void Read_SaysWhatIsWrong_WhenTheHeaderLies(string header, string sentence)
    {
        ModelFileException exception = Assert.Throws<ModelFileException>(() => Parse(Raw(header, new byte[4])));

        Assert.Equal($"half.safetensors: {sentence}", exception.Message);
    }

    [Theory]
    [InlineData(0, 0, 0, 63, 0, 0)]
    [InlineData(0, 0, 128, 127, 0, 1)]
    [InlineData(0, 0, 192, 127, 0, 1)]
    [InlineData(0, 0, 128, 191, 0, 1)]
    [InlineData(0, 0, 128, 63, 128, 1)]
    public void Read_RefusesScalesAndNumbersOutOfRange(byte s0, byte s1, byte s2, byte s3, byte number, int wrong)
    {
        byte[] bytes = Raw(
            """{"w":{"dtype":"I8","shape":[1,4],"data_offsets":[4,8]},"w.scale":"""
            + """{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""",
            [s0, s1, s2, s3, 1, 2, number, 4]);
        if (wrong == 0)
        {
            Assert.Equal([1, 2, 0, 4], Parse(bytes).Tensors["w"].Quantized!.Values.ToArray());
            return;
        }

        Assert.Equal(
            "half.safetensors: the matrix 'w' in 8 bits has numbers or scales out of range; the file was damaged or "
            + "made by hand.",
            Assert.Throws<ModelFileException>(() => Parse(bytes)).Message);
    }

    [Theory]
    [InlineData(300_000)]
    [InlineData(30_000_000)]
    [InlineData(int.MaxValue)]
    public void Read_TakesNoMemoryForColumnsOfNoRow(int columns)
    {
        string header = $$$"""
            {"w":{"dtype":"I8","shape":[0,{{{columns}}}],"data_offsets":[0,0]},
            "w.scale":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}
            """.ReplaceLineEndings("");
        byte[] file = Raw(header, []);
        long before = GC.GetAllocatedBytesForCurrentThread();
        ModelFileException refusal = Assert.Throws<ModelFileException>(() => Parse(file));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 200_000);
        Assert.Equal(
            "half.safetensors: the matrix 'w' in 8 bits has numbers or scales out of range; the file was damaged or "
            + "made by hand.", refusal.Message);
    }

    [Theory]
    [InlineData(".rows")]
    [InlineData(".columns")]
    public void Read_RefusesPrunedUnits(string suffix)
    {
        string header = $$$"""
            {"w":{"dtype":"I8","shape":[1,1],"data_offsets":[8,9]},
            "w.scale":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},
            "w{{{suffix}}}":{"dtype":"I8","shape":[1,1],"data_offsets":[9,10]},
            "w{{{suffix}}}.scale":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}
            """.ReplaceLineEndings("");
        byte[] file = Raw(header, [0, 0, 128, 63, 0, 0, 128, 63, 1, 1]);

        Assert.Equal(
            "half.safetensors: the matrix 'w' has pruned units; version 0.1 is the last that reads them.",
            Assert.Throws<ModelFileException>(() => Parse(file)).Message);
    }

    [Fact]
    public void AMatrixInEightBits_TakesAQuarterOfTheFile_AndItsScalesAreNoTensorOfTheirOwn()
    {
        var matrix = QuantizedMatrix.Of(30, 100, [.. Enumerable.Range(0, 3000).Select(k => (k % 17) - 8f)]);
        byte[] bytes = Bytes(new TensorFile(
            [new StoredTensor("w", matrix), new StoredTensor("b", new Shape(3), new float[] { 1, 2, 3 })], []));

        TensorFile read = Parse(bytes);

        Assert.True(read.IsVerified);
        Assert.Equal(["b", "w"], read.Tensors.Keys);
        Assert.Equal(matrix.Values.ToArray(), read.Tensors["w"].Quantized!.Values.ToArray());
        Assert.Equal(matrix.Scales.ToArray(), read.Tensors["w"].Quantized!.Scales.ToArray());
        Assert.InRange(bytes.Length, 3000 + 120 + 12, 3000 + 120 + 12 + 500);
        Assert.All([".scale", ".rows", ".columns"], suffix =>
            Assert.Throws<ArgumentException>(
                () =>
                    new TensorFile(
                        [new StoredTensor("w", matrix), new StoredTensor("w" + suffix, new Shape(1), new float[1])],
                        [])));
    }

    [Fact]
    public void Read_AcceptsFilesOfOtherPrograms()
    {
        byte[] bytes = Raw(
            """{"s":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"__metadata__":{"format":"pt"}}""",
            [0, 0, 128, 63]);

        TensorFile read = Parse(bytes);

        Assert.False(read.IsVerified);
        Assert.Equal(1f, read.Tensors["s"].Values.Span[0]);
        Assert.Equal("pt", read.Metadata["format"]);
    }

    [Fact]
    public void Read_NamesTheFile_WhenItIsMissingOrAFolderOrCutShort()
    {
        string missing = _folder.File("none.safetensors");
        string half = _folder.File("half.safetensors");
        byte[] bytes = Bytes(new TensorFile([new StoredTensor("w", new Shape(1024, 1), new float[1024])], []));
        File.WriteAllBytes(half, bytes[..^1024]);

        Assert.Equal(
            $"{missing}: there is no such file. Check the path.",
            Assert.Throws<ModelFileException>(() => SafeTensors.Read(missing)).Message);
        Assert.Equal(
            $"{_folder.Path}: this is a folder without a model.safetensors. Pass a model file.",
            Assert.Throws<ModelFileException>(() => SafeTensors.Read(_folder.Path)).Message);
        string model = _folder.File("model.safetensors");
        File.WriteAllBytes(model, bytes);
        Assert.Equal(
            $"{_folder.Path}: this is a folder, not a model file. Pass {model}.",
            Assert.Throws<ModelFileException>(() => SafeTensors.Read(_folder.Path)).Message);
        Assert.Equal(
            $"{half}: the header says 4,096 bytes of tensors, the file has 3,072. It was probably cut short while "
            + "copying: copy it again.",
            Assert.Throws<ModelFileException>(() => SafeTensors.Read(half)).Message);
    }

    [Fact]
    public void Write_KeepsTheOldFileAndLeavesNothingElse_WhenWritingFails()
    {
        string path = _folder.File("model.safetensors");
        File.WriteAllText(path, "old");

        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException();
        }));

        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Content_RefusesANameThatIsUsedTwiceOrReserved()
    {
        var tensor = new StoredTensor("w", new Shape(1), new float[1]);

        Assert.Throws<ArgumentException>(() => new TensorFile([tensor, tensor], []));
        Assert.Throws<ArgumentException>(
            () => new TensorFile([new StoredTensor("__metadata__", new Shape(1), new float[1])], []));
        Assert.Throws<ArgumentException>(() => new TensorFile([], [new("xxh3", "")]));
    }

    private static TensorFile Parse(byte[] bytes) =>
        SafeTensorsReader.Read(new MemoryStream(bytes), "half.safetensors");

    private static byte[] Bytes(TensorFile content)
    {
        using var stream = new MemoryStream();
        SafeTensors.Write(stream, content);
        return stream.ToArray();
    }

    private static byte[] Raw(string header, byte[] data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + text.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, text.Length);
        text.CopyTo(bytes, 8);
        data.CopyTo(bytes, 8 + text.Length);
        return bytes;
    }
}
