using System.Buffers.Binary;
using System.Text;
using Carousel.Memory;
using Carousel.Storage;
using Carousel.Testing;

namespace Carousel.Tests.Storage;

/// <summary>Tensors that look into their file.</summary>
public sealed class MappedTensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _path;
    private readonly TensorFile _content;

    public MappedTensorsTests()
    {
        _path = _folder.File("m.safetensors");
        var draws = new Draws(3);
        _content = new TensorFile(
            [new("a", new Shape(5, 7), draws.Floats(35)), new("b", new Shape(3), draws.Floats(3)), new("m", QuantisedMatrix.Of(8, 6, draws.Floats(48)))], [new("note", "x")]);
        SafeTensors.Write(_path, _content);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Map_GivesWhatReadGives()
    {
        TensorFile read = SafeTensors.Read(_path);

        SafeTensors.Map(_path, mapped =>
        {
            Assert.True(mapped.IsVerified);
            RequireEqual(read, mapped);
            return 0;
        });
    }

    [Fact]
    public void Values_AreRefused_WhenTheMappingHasEnded()
    {
        ReadOnlyMemory<float> values = SafeTensors.Map(_path, mapped => mapped.Tensors["a"].Values);

        Assert.Throws<ObjectDisposedException>(() => values.Span[0]);
        Assert.Throws<ObjectDisposedException>(() => values.Pin());
    }

    [Fact]
    public void Map_KeepsTheOldContent_WhenTheFileIsReplaced()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows replaces no file that is mapped.");
        float[] old = _content.Tensors["a"].Values.ToArray();

        float[] seen = SafeTensors.Map(_path, mapped =>
        {
            SafeTensors.Write(_path, new TensorFile([new StoredTensor("other", new Shape(1), new float[1])], []));
            return mapped.Tensors["a"].Values.ToArray();
        });

        Assert.Equal(old, seen);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Map_Refuses_WhenAValueWasDamaged(bool isEarlier)
    {
        byte[] bytes = isEarlier ? WithEarlierDigest() : File.ReadAllBytes(_path);
        bytes[^60] ^= 16;
        File.WriteAllBytes(_path, bytes);

        ModelFileException refusal = Assert.Throws<ModelFileException>(() => SafeTensors.Map(_path, mapped => 0));

        Assert.Contains($"checksum ({(isEarlier ? "sha256" : "xxh64")})", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-(5 << 20))]
    [InlineData(-(1310 * 2001 * sizeof(float)))]
    public void Map_Refuses_WhenAPieceOfALargeTensorWasDamaged(int place)
    {
        var large = new StoredTensor("large", new Shape(1310, 2001), new float[1310 * 2001]);
        SafeTensors.Write(_path, new TensorFile([large], []));
        Assert.True(SafeTensors.Map(_path, mapped => mapped.IsVerified));
        byte[] bytes = File.ReadAllBytes(_path);
        bytes[bytes.Length + place] ^= 1;
        File.WriteAllBytes(_path, bytes);

        Assert.Throws<ModelFileException>(() => SafeTensors.Map(_path, mapped => 0));
    }

    [Fact]
    public void Read_TakesFilesWithTheEarlierDigest()
    {
        File.WriteAllBytes(_path, WithEarlierDigest());

        TensorFile read = SafeTensors.Read(_path);

        Assert.True(read.IsVerified);
        RequireEqual(_content, read);
    }

    [Fact]
    public void Map_CopiesValues_WhenTheyLieAtOddPlaces()
    {
        byte[] bytes = File.ReadAllBytes(_path);
        int header = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header + 1);
        File.WriteAllBytes(_path, [.. bytes[..(8 + header)], (byte)' ', .. bytes[(8 + header)..]]);

        ReadOnlyMemory<float> copied = SafeTensors.Map(_path, mapped =>
        {
            RequireEqual(_content, mapped);
            return mapped.Tensors["a"].Values;
        });

        Assert.Equal(_content.Tensors["a"].Values.ToArray(), copied.ToArray());
    }

    [Fact]
    public void Map_NamesTheFile_WhenItIsEmptyOrMissing()
    {
        File.WriteAllBytes(_path, []);

        Assert.Contains("at least 8 bytes", Assert.Throws<ModelFileException>(() => SafeTensors.Map(_path, mapped => 0)).Message, StringComparison.Ordinal);
        Assert.Contains("no such file", Assert.Throws<ModelFileException>(() => SafeTensors.Map(_path + "x", mapped => 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TaskOf_ReadsTheTask_OfAModelWhoseValuesAreDamaged()
    {
        new ModelFile { Task = "forecast", Configuration = "{}", Tensors = [.. _content.Tensors.Values] }.Write(_path);
        byte[] bytes = File.ReadAllBytes(_path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(_path, bytes);

        Assert.Equal("forecast", ModelFile.TaskOf(_path));
        Assert.Throws<ModelFileException>(() => ModelFile.Map(_path, "forecast", _ => 0));
    }

    [Fact]
    public void TaskOf_Refuses_WhatIsNoModel() =>
        Assert.Contains("not a model of this program", Assert.Throws<ModelFileException>(() => ModelFile.TaskOf(_path)).Message, StringComparison.Ordinal);

    private static void RequireEqual(TensorFile expected, TensorFile found)
    {
        Assert.Equal(expected.Metadata, found.Metadata);
        Assert.Equal(expected.Tensors.Keys, found.Tensors.Keys);
        foreach ((string name, StoredTensor tensor) in expected.Tensors)
        {
            Assert.Equal(tensor.Values.ToArray(), found.Tensors[name].Values.ToArray());
        }
    }

    /// <summary>The file as releases before wrote it.</summary>
    private byte[] WithEarlierDigest()
    {
        byte[] bytes = File.ReadAllBytes(_path);
        int header = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        string text = Encoding.UTF8.GetString(bytes, 8, header), old = $"\"xxh64\":\"{ContentDigest.Of(_content)}\"";
        Assert.Contains(old, text, StringComparison.Ordinal);
        byte[] changed = Encoding.UTF8.GetBytes(text.Replace(old, $"\"sha256\":\"{ContentDigest.Of(_content, "sha256")}\"", StringComparison.Ordinal));
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, changed.Length);
        return [.. length, .. changed, .. bytes[(8 + header)..]];
    }
}
