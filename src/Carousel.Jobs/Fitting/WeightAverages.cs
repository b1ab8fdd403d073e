using Carousel.Training;

namespace Carousel.Jobs.Fitting;

/// <summary>How the weights of a job are averaged over the steps of its training.</summary>
internal static class WeightAverages
{
    /// <summary>What a step keeps of averages that reach back about so far, however many steps an epoch has.</summary>
    /// <param name="epochs">How far.</param>
    /// <param name="batches">Steps of an epoch.</param>
    public static double Over(double epochs, int batches) => Math.Max(0, 1 - (1 / (epochs * batches)));

    /// <summary>Averages by how much of them a step keeps.</summary>
    /// <param name="decay">What a step keeps; 0 for no averages.</param>
    /// <param name="compares">Whether validation has to prefer them to the weights of the last step.</param>
    /// <returns>Null for none.</returns>
    public static AveragingOptions? Of(double decay, bool compares = false) =>
        decay == 0 ? null : new AveragingOptions { Decay = decay, Compares = compares };
}
