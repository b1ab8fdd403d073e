namespace Carousel.Jobs.Tests.Models;

/// <summary>Models that commit a2671b47 wrote, one of each job and some variants, are still read.</summary>
public sealed class StoredModelTests
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "Models");

    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(_folder, "*.safetensors").Select(f => Path.GetFileNameWithoutExtension(f)!).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void AModelOfAnEarlierBuild_IsRead(string name)
    {
        using IJobModel model = AllModels.Load(Path.Combine(_folder, $"{name}.safetensors"), 1);

        Assert.NotEmpty(model.Task);
        Assert.NotEmpty(model.Networks);
    }

    [Fact]
    public void ThereIsAModelOfEachJob() => Assert.True(Names.Count >= 14);
}
