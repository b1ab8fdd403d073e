using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Tests.Storage;

public sealed class ModelFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_ReturnsWhatWasWritten()
    {
        string path = _folder.File("model.safetensors");
        Model().Write(path);

        ModelFile read = ModelFile.Read(path, "forecast");

        Assert.Equal(1, read.Version);
        Assert.Equal("""{"hidden":64}""", read.Configuration);
        Assert.Equal("""{"mean":[0.5]}""", read.Scalers);
        Assert.Equal("{}", read.Vocabulary);
        Assert.Equal("""{"steps":10}""", read.Training);
        Assert.Equal("""{"rows":144}""", read.Data);
        Assert.True(read.TryFind("dense.bias", out StoredTensor? bias));
        Assert.Equal([1f, 2f], bias.Values.ToArray());
        Assert.False(read.TryFind("dense.weight", out _));
    }

    [Fact]
    public void Write_GivesEqualBytes_WhenDoneTwice()
    {
        Model().Write(_folder.File("a"));
        Model().Write(_folder.File("b"));

        Assert.Equal(File.ReadAllBytes(_folder.File("a")), File.ReadAllBytes(_folder.File("b")));
    }

    [Fact]
    public void Read_NamesBothTasks_WhenTheModelIsForAnother()
    {
        string path = _folder.File("model.safetensors");
        Model().Write(path);

        Assert.Equal(
            $"{path}: this is a model for 'forecast'; a model for 'classify' is needed here.",
            Assert.Throws<ModelFileException>(() => ModelFile.Read(path, "classify")).Message);
    }

    [Fact]
    public void Read_Refuses_WhatIsNoModelOrOfALaterRelease()
    {
        string path = _folder.File("model.safetensors");
        SafeTensors.Write(path, new TensorFile([], [new("format", "pt")]));
        Assert.Equal(
            $"{path}: this is a .safetensors file, but not a model of this program.",
            Assert.Throws<ModelFileException>(() => ModelFile.Read(path)).Message);

        SafeTensors.Write(path, new TensorFile([], [new("carousel", "99")]));
        Assert.Equal(
            $"{path}: the model has the format version 99; this release reads versions up to 1.",
            Assert.Throws<ModelFileException>(() => ModelFile.Read(path)).Message);

        SafeTensors.Write(
            path, new TensorFile([], [new("carousel", "1"), new("task", "forecast"), new("configuration", "[1")]));
        Assert.Equal(
            $"{path}: the model's entry 'configuration' is missing or cannot be understood.",
            Assert.Throws<ModelFileException>(() => ModelFile.Read(path)).Message);
    }

    [Fact]
    [Trait("Speed", "Long")]
    public void Read_FailsWithTheOneExceptionOrReadsTheSame_WhenAByteIsChangedOrMissing()
    {
        string path = _folder.File("model.safetensors");
        Model().Write(path);
        byte[] bytes = File.ReadAllBytes(path);
        var random = new Random(1);
        for (int position = 0; position < bytes.Length; position++)
        {
            byte[] changed = [.. bytes];
            changed[position] ^= (byte)random.Next(1, 256);
            File.WriteAllBytes(path, changed);
            try
            {
                ModelFile read = ModelFile.Read(path);
                Assert.Equal("""{"hidden":64}""", read.Configuration);
                Assert.Equal([1f, 2f], read.Tensors[0].Values.ToArray());
            }
            catch (ModelFileException)
            {
                // What a damaged file must give.
            }

            File.WriteAllBytes(path, bytes[..position]);
            Assert.Throws<ModelFileException>(() => ModelFile.Read(path));
        }
    }

    [Fact]
    public void Write_RefusesATextThatIsNoJsonObject()
    {
        var model = new ModelFile { Task = "forecast", Configuration = "[]", Tensors = [] };

        Assert.Throws<ArgumentException>(() => model.Write(_folder.File("model.safetensors")));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    private static ModelFile Model() => new()
    {
        Task = "forecast",
        Configuration = """{"hidden":64}""",
        Scalers = """{"mean":[0.5]}""",
        Training = """{"steps":10}""",
        Data = """{"rows":144}""",
        Tensors = [new StoredTensor("dense.bias", new Shape(2), new float[] { 1, 2 })],
    };
}
