// Drawing again as time goes by.
import { useEffect, useState } from "./vendor/preact.js";

export function useTick(seconds) {
  const [, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTick(tick => tick + 1), seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds]);
}
