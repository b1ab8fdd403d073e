namespace Carousel.Networks;

/// <summary>
/// Features of series that no training changes (MultiRocket, Hydra, Quant), and a linear map that makes scores of them.
/// </summary>
/// <param name="Pooled">Kernels that are pooled above biases: each dilation, and how many biases a kernel has
/// there.</param>
/// <param name="PooledChannels">[dilations · kernels]: the channels that each of them adds up.</param>
/// <param name="Biases">[2, biases], of values and of changes: by dilation, kernel and number.</param>
/// <param name="Competing">The dilations of the kernels that compete.</param>
/// <param name="CompetingChannels">[2 · dilations · groups]: the channels that each group adds up.</param>
/// <param name="CompetingWeights">[2 · dilations · groups, 8, 9].</param>
/// <param name="Intervals">Where an interval begins and ends, as shares of the steps, and how many quantiles it
/// has.</param>
/// <param name="Map">[features + 1, scores]: the offsets last.</param>
internal sealed record FixedFeatures(
    (int Dilation, int Biases)[] Pooled, int[][] PooledChannels, float[] Biases, int[] Competing,
    int[][] CompetingChannels, float[] CompetingWeights, (double From, double To, int Quantiles)[] Intervals,
    float[] Map);
