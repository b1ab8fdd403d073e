using Carousel.Jobs.Networks;
using Carousel.Storage;

namespace Carousel.Jobs.Tests.Models;

/// <summary>Models that commit a2671b47 wrote, at least one of each task, are still read.</summary>
public sealed class StoredModelTests
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "Models");

    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(_folder, "*.safetensors").Select(f => Path.GetFileNameWithoutExtension(f)!).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void AModelOfAnEarlierBuild_IsRead(string name)
    {
        using IJobModel model = AllModels.Load(FileOf(name), 1);

        Assert.NotEmpty(model.Task);
        Assert.NotEmpty(model.Networks);
    }

    /// <summary>States of sessions carry a mark of the model's design. With another text of the same design a server
    /// could not read the sessions of its store.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void TheDesign_IsWrittenAsItWasRead(string name)
    {
        using var model = (JobModel)AllModels.Load(FileOf(name), 1);

        var stored = ModelFile.Read(FileOf(name));

        Assert.Equal($"{stored.Task}\n{stored.Configuration}\n{stored.Vocabulary}", model.DesignText);
    }

    [Fact]
    public void ThereIsAModelOfEachTask() => Assert.Empty(AllModels.Every.Tasks
        .Except([NetworkModel.TaskName])
        .Except(Directory.GetFiles(_folder, "*.safetensors").Select(ModelFile.TaskOf)));

    private static string FileOf(string name) => Path.Combine(_folder, $"{name}.safetensors");
}
