namespace Carousel.Laboratory.Textbook;

/// <summary>What a statement comes to.</summary>
internal enum StatementVerdict
{
    /// <summary>Every comparison shows what it says.</summary>
    Holds,

    /// <summary>
    /// Some comparisons show what it says, under the conditions that they name, and others the contrary.
    /// </summary>
    HoldsWhen,

    /// <summary>A comparison shows the contrary.</summary>
    DoesNotHold,

    /// <summary>Seeds differ too much, or two blocks of them would be judged differently.</summary>
    CannotBeTold,
}
