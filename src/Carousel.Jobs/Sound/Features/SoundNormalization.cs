namespace Carousel.Jobs.Sound;

/// <summary>How features are freed of the microphone, the level and the room.</summary>
public enum SoundNormalization
{
    /// <summary>They stay what they are.</summary>
    None,

    /// <summary>Each feature has mean 0 and deviation 1 over the recording: known at its end only.</summary>
    Recording,

    /// <summary>
    /// Each feature has mean 0 and deviation 1 over the loud frames of the recording, which hold the voice: silence and
    /// its noise, of which there may be little or much, do not count. Known at its end only.
    /// </summary>
    Speech,

    /// <summary>The mean up to now, forgotten over 3 seconds, is subtracted: known at once.</summary>
    Running,
}
