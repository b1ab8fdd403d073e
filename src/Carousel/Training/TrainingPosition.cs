namespace Carousel.Training;

/// <summary>
/// The position of a training: all that is needed to continue, except parameters, optimiser and carried state.
/// </summary>
internal sealed class TrainingPosition
{
    /// <summary>Steps made.</summary>
    public long Step { get; set; }

    /// <summary>Epochs done, the index of the present one.</summary>
    public int Epoch { get; set; }

    /// <summary>Batches done in the present epoch.</summary>
    public int Batch { get; set; }

    /// <summary>Batches done in all epochs: counter of the random masks.</summary>
    public long Batches { get; set; }

    /// <summary>Steps that the averages of the parameters are over.</summary>
    public long AveragedSteps { get; set; }

    /// <summary>Σ mean loss · elements of the present epoch.</summary>
    public double LossSum { get; set; }

    /// <summary>Elements of the present epoch so far.</summary>
    public double Elements { get; set; }

    /// <summary>Best score so far, of the validation or else of the training loss.</summary>
    public double Best { get; set; } = double.PositiveInfinity;

    /// <summary>The epoch of the best score, 1, 2, …; 0 for none.</summary>
    public int BestEpoch { get; set; }

    /// <summary>The rate of the last step.</summary>
    public double LearningRate { get; set; }

    /// <summary>Why the training has ended; <c>null</c> while it runs.</summary>
    public StopReason? Ended { get; set; }

    /// <summary>All epochs done.</summary>
    public List<EpochRecord> History { get; } = [];

    /// <summary>Whether a score is better than all before; NaN never is.</summary>
    public bool Judge(double score, TrainerOptions options)
    {
        bool isBetter = score < Best - options.LeastImprovement;
        if (isBetter)
        {
            (Best, BestEpoch) = (score, Epoch + 1);
        }

        return isBetter;
    }

    /// <summary>Continues with the next epoch, or ends the training.</summary>
    /// <param name="record">The epoch that ends.</param>
    /// <param name="options">The number of epochs and the patience.</param>
    /// <param name="isDecided">Whether more training cannot change the answers.</param>
    public void EndEpoch(EpochRecord record, TrainerOptions options, bool isDecided)
    {
        History.Add(record);
        Epoch++;
        (Batch, LossSum, Elements) = (0, 0, 0);
        Ended = Epoch >= options.Epochs ? StopReason.Completed
            : isDecided ? StopReason.Decided
            : options.Patience > 0 && Epoch - BestEpoch >= options.Patience ? StopReason.StoppedEarly
            : null;
    }
}
