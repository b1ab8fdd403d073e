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

    /// <summary>The number of plateaus reported to the schedule.</summary>
    public int Plateaus { get; set; }

    /// <summary>Epochs since the last improvement or plateau.</summary>
    public int EpochsOnPlateau { get; set; }

    /// <summary>The rate of the last step.</summary>
    public double LearningRate { get; set; }

    /// <summary>Why the training has ended; <c>null</c> while it runs.</summary>
    public StopReason? Ended { get; set; }

    /// <summary>All epochs done.</summary>
    public List<EpochRecord> History { get; } = [];

    /// <summary>Takes everything over.</summary>
    public void CopyFrom(TrainingPosition other)
    {
        (Step, Epoch, Batch, Batches) = (other.Step, other.Epoch, other.Batch, other.Batches);
        (LossSum, Elements, LearningRate) = (other.LossSum, other.Elements, other.LearningRate);
        AveragedSteps = other.AveragedSteps;
        (Best, BestEpoch, Plateaus, EpochsOnPlateau) = (
            other.Best, other.BestEpoch, other.Plateaus, other.EpochsOnPlateau);
        Ended = other.Ended;
        History.Clear();
        History.AddRange(other.History);
    }

    /// <summary>
    /// Takes a score in: whether it is better than all before, and whether the schedule has to hear of a plateau.
    /// </summary>
    /// <returns>Whether it is better. Not a number is never better.</returns>
    public bool Judge(double score, TrainerOptions options)
    {
        if (score < Best - options.LeastImprovement)
        {
            (Best, BestEpoch, EpochsOnPlateau) = (score, Epoch + 1, 0);
            return true;
        }

        EpochsOnPlateau++;
        if (options.Schedule is PlateauSchedule plateau && EpochsOnPlateau >= plateau.Patience)
        {
            (Plateaus, EpochsOnPlateau) = (Plateaus + 1, 0);
        }

        return false;
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
