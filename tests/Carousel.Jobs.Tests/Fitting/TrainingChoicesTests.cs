using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Tests.Fitting;

public class TrainingChoicesTests
{
    [Fact]
    public void ToJson_IsThatOfEarlierVersions_SoThatTheirCheckpointsCanBeResumed() => Assert.Equal(
        """{"optimizer":"Adam","learning_rate":0.01,"weight_decay":0,"schedule":"Cosine","batch":8,"epochs":30,"""
        + "\"patience\":2,\"clip_norm\":1,\"clip_value\":null}",
        new TrainingChoices(OptimizerKind.Adam, 0.01, WeightDecay: 0, Batch: 8, Epochs: 30, Patience: 2, ClipNorm: 1)
            .ToJson());
}
