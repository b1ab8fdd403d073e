using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tracking.Problems;

/// <summary>
/// Numbers of 0 to 4 with signs of addition, subtraction and multiplication between them: the value, modulo 5, of the
/// expression so far.
/// </summary>
/// <remarks>Delétang and others 2022, modular arithmetic without brackets. Multiplication binds more closely.</remarks>
internal sealed class ArithmeticProblem : TrackingProblem
{
    private const int Modulus = 5, Plus = 5, Minus = 6, Times = 7;

    /// <inheritdoc/>
    public override string Word => "arithmetic";

    /// <inheritdoc/>
    public override string Name => "modular arithmetic";

    /// <inheritdoc/>
    public override string Task =>
        "Numbers from 0 to 4 with +, − or · between them. After each symbol: the value modulo 5 of the expression so "
        + "far, without a sign at its end.";

    /// <inheritdoc/>
    public override int Symbols => 8;

    /// <inheritdoc/>
    public override int Answers => Modulus;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int length, Span<int> symbols, Span<int> answers)
    {
        int sum = 0, product = 0;
        for (int t = 0; t < length; t++)
        {
            bool isNumber = t % 2 == 0;
            symbols[t] = isNumber ? random.Below(Modulus) : Plus + random.Below(3);
            if (isNumber)
            {
                switch (t == 0 ? Plus : symbols[t - 1])
                {
                    case Times:
                        product = product * symbols[t] % Modulus;
                        break;
                    case Minus:
                        (sum, product) = ((sum + product) % Modulus, (Modulus - symbols[t]) % Modulus);
                        break;
                    default:
                        (sum, product) = ((sum + product) % Modulus, symbols[t]);
                        break;
                }
            }

            answers[t] = (sum + product) % Modulus;
        }
    }
}
